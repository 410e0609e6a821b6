// What can be wrong with a picture; evaluated in the page, with axe-core beside it.

/** Text that does not fit into its place, unless it is meant to end in an ellipsis. */
function overflowing() {
  const found = new Set();
  for (const one of document.querySelectorAll("#app *")) {
    if (!one.textContent.trim() || !one.clientWidth || one.closest(".sr-only")
      || one.querySelector(".omni__panel, .popover")) continue;
    const style = getComputedStyle(one);
    const name = `${one.tagName.toLowerCase()}.${one.className} "${one.textContent.trim().slice(0, 40)}"`;
    const tight = style.overflowY === "hidden"
      || one.matches(".btn, .chip, .ctrl, .badge, .seg__item, .pane__head, .incoming, .banner");
    if (style.textOverflow !== "ellipsis"
      && one.scrollWidth > one.clientWidth + 1) found.add(`wider than its place: ${name}`);
    if (tight && one.scrollHeight > one.clientHeight + 1) found.add(`higher than its place: ${name}`);
  }
  const page = document.scrollingElement;
  if (page.scrollHeight > innerHeight + 1
    || page.scrollWidth > innerWidth + 1) found.add("the page is larger than the window");
  return [...found];
}

/** Breaches of the accessibility rules. */
async function breaches() {
  const { violations } = await axe.run(document, { rules: { region: { enabled: false } } });
  return violations.flatMap((rule) => rule.nodes.map((node) => {
    const check = node.any[0] ?? node.all[0] ?? node.none[0];
    return `${rule.id}: ${node.html.slice(0, 160)} ${check?.message ?? ""}`;
  }));
}

window.__faults = { overflowing, breaches };
