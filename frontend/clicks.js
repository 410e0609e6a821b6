// @ts-check
/**
 * Double clicks of people who click everything twice. A command is given once, and the second click counts only on what
 * the first one met: what came into its place meanwhile (挂断 where 应答 was) was not meant. A command that has come there
 * stays dead for a slow second click too, until the pointer moves.
 */

const COMMAND = ".btn:not([aria-pressed], [data-repeat])";
const SLOW_MS = 1_000;
const STILL_PX = 6;

/** @type {MouseEvent|null} */
let last = null;

/** Whether this is the second, maybe slow, press at the place of the last click. @param {MouseEvent} event */
export function again(event) {
  return last !== null && event.timeStamp - last.timeStamp < SLOW_MS
    && Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) <= STILL_PX;
}

export function ignoreSecondClicks() {
  /** @type {Element|null} */
  let met = null;
  let command = false;
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const control = target.closest("button") ?? target;
    const other = control !== met;
    const slow = event.detail === 1 && other && control.matches(COMMAND) && again(event);
    if (slow || (event.detail > 1 && (command || other))) {
      event.stopImmediatePropagation();
      event.preventDefault();
      return;
    }
    last = event.detail ? event : null; // a key has no place
    met = control;
    command = control.matches(COMMAND);
  }, true);
}
