// @ts-check
/**
 * Keeps the focus somewhere sensible: F6 goes round the regions of the window, and a removed control leaves its focus
 * to one of them.
 */

const CHOSEN = "[aria-current=true], [aria-current=page], [aria-selected=true]";
const FOCUSABLE = "[tabindex='0'], button:not([disabled]):not([tabindex='-1']), input:not([disabled]), select";

/** @param {NodeListOf<Element>} all @returns {HTMLElement[]} */
function visible(all) {
  return /** @type {HTMLElement[]} */ ([...all]).filter((one) => one.offsetParent !== null);
}

/**
 * Where the focus goes in a region: what is chosen there, else the first control, else the region itself.
 * @param {Element} region
 */
function entry(region) {
  const inside = (/** @type {string} */ what) => visible(region.querySelectorAll(what))[0];
  return inside(CHOSEN) ?? inside(FOCUSABLE) ?? /** @type {HTMLElement} */ (region);
}

/** @param {boolean} backwards */
export function nextRegion(backwards) {
  const regions = visible(document.querySelectorAll("[data-region]"));
  if (!regions.length) return;
  const at = regions.findIndex((one) => one.contains(document.activeElement));
  const next = (at + (backwards ? -1 : 1) + regions.length) % regions.length;
  const target = entry(regions[next]);
  target.focus();
  if (target === regions[next]) markEntered(target);
}

/** The frame around a region is for who went there by a key, as long as the focus is there. @param {HTMLElement} region */
function markEntered(region) {
  region.classList.add("is-entered");
  region.addEventListener("blur", () => region.classList.remove("is-entered"), { once: true });
}

/** @type {Element|null} */
let last = null;

/** Follows the focus, and looks after it whenever a control goes or dies. */
export function watchFocus() {
  document.addEventListener("focusin", (event) => {
    last = /** @type {Element} */ (event.target);
  });
  const app = /** @type {Element} */ (document.getElementById("app"));
  new MutationObserver(keepFocus).observe(app,
    { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && !event.defaultPrevented) setTimeout(() => beginAgain(event.shiftKey));
  });
}

/**
 * Behind the last control of the window there is none, so Tab goes on with the first one. In a browser its own controls
 * come next.
 * @param {boolean} backwards
 */
function beginAgain(backwards) {
  if (document.activeElement !== document.body || !("pywebview" in window)) return;
  const all = visible(document.querySelectorAll(FOCUSABLE)).filter((one) => one.tabIndex >= 0);
  all.at(backwards ? -1 : 0)?.focus();
}

/**
 * After a change of the page: when the focused control is gone or dead, the question over the page or the region takes
 * the focus. No control in it does: a
 * second press of Enter, meant for the one that is gone, would call or mute.
 */
function keepFocus() {
  const now = document.activeElement;
  const lost = now === document.body ? last && (!last.isConnected || last.matches(":disabled")) : now?.matches(":disabled");
  if (!lost) return;
  last = null;
  const question = /** @type {HTMLElement|null} */ (document.querySelector("[aria-modal=true]"));
  if (question) question.focus();
  else focusRegion();
}

/** Where the keys of the window act: at the call, else in the main region; a strip of a call cannot take the focus. */
export function focusRegion() {
  const dock = document.querySelector("[data-region=dock][tabindex]");
  const region = dock ?? document.querySelector("[data-region=main]");
  /** @type {HTMLElement|null} */ (region)?.focus();
}

/** A call that one has just placed takes the focus, so that its keys work, unless something is being typed. */
export function focusDock() {
  const now = document.activeElement;
  if (!(now instanceof HTMLInputElement && now.value)) focusRegion();
}
