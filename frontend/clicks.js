// @ts-check
/**
 * Double clicks of people who click everything twice. A command is given once, and the second click counts only on what
 * the first one met: what came into its place meanwhile (挂断 where 应答 was) was not meant.
 */

const COMMAND = ".btn:not([aria-pressed], [data-repeat])";

export function ignoreSecondClicks() {
  /** @type {Element|null} */
  let met = null;
  let command = false;
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const control = target.closest("button") ?? target;
    if (event.detail > 1 && (command || control !== met)) {
      event.stopImmediatePropagation();
      event.preventDefault();
      return;
    }
    met = control;
    command = control.matches(COMMAND);
  }, true);
}
