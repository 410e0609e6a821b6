// @ts-check
/** What the tray, a message, a key or a link of the desktop opens: a page or a question, on whatever screen. */

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./types.js").Ui} Ui */

/** @type {Record<string, Partial<Ui>>} */
const PAGES = {
  about: { section: "settings", page: "about" },
  diagnostics: { section: "settings", page: "diagnostics" },
  keys: { section: "settings", page: "keys" },
  settings: { section: "settings" },
  history: { section: "history" },
  logout: { overlay: { kind: "dialog", name: "logout" } },
};

/** The title of the new page takes the focus: it is read out, and the next Tab goes on from there. */
function focusPage() {
  const title = /** @type {HTMLElement|null} */ (document.querySelector("[data-region=main] h1"));
  title?.setAttribute("tabindex", "-1");
  title?.focus();
}

/**
 * Also before anything is known of the program: it is then shown as soon as it can be.
 * @param {Store} store
 * @param {string} what about, logout, settings, settings:PAGE, help, help:PAGE, history, keys, diagnostics; anything else
 *   opens nothing
 */
export function openPage(store, what) {
  const [name, page = ""] = what.split(":");
  const found = name === "help" ? { section: /** @type {const} */ ("help"), help: page }
    : { ...PAGES[name], ...(name === "settings" && page && { page }) };
  if (!Object.keys(found).length) return;
  store.show({ overlay: null, toast: null, ...found });
  if (!found.overlay) requestAnimationFrame(focusPage);
}
