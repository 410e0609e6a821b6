// @ts-check
/**
 * What floats: menus and dialogs. They take the focus, give it back, and close with Esc or a click outside; a dialog
 * that must be read stays when the click is outside.
 */
import { again } from "../clicks.js";
import { html, useEffect, useLayoutEffect, useRef } from "../preact.js";

const FOCUSABLE = "button:not([disabled]):not([tabindex='-1']), input:not([disabled]), select, [tabindex='0']";

/** @param {HTMLElement} box @param {() => void} close @param {KeyboardEvent} event */
function keys(box, close, event) {
  const all = /** @type {HTMLElement[]} */ ([...box.querySelectorAll(FOCUSABLE)]);
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : event.key === "Tab"
    ? (event.shiftKey ? -1 : 1) : 0;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close();
  } else if (step && all.length && !(document.activeElement instanceof HTMLSelectElement && event.key !== "Tab")) {
    event.preventDefault();
    event.stopPropagation();
    all[(at + step + all.length) % all.length].focus();
  }
}

/**
 * Focus goes into the box when it opens and back to where it was when it closes.
 * @param {import("../preact.js").Ref<any>} box
 */
function useFocusInside(box) {
  useLayoutEffect(() => {
    const before = /** @type {HTMLElement|null} */ (document.activeElement);
    const first = box.current.querySelector("[data-first]") || box.current.querySelector(FOCUSABLE) || box.current;
    first.focus();
    return () => {
      if (before?.isConnected) before.focus();
    };
  }, []);
}

/**
 * A menu or a small explanation at the control that opened it.
 * @param {{label: string, role?: string, cls?: string, style?: string, onClose: () => void, children?: any}} props
 */
export function Popover({ label, role = "menu", cls = "", style = "", onClose, children }) {
  const box = useRef(/** @type {any} */ (null));
  useFocusInside(box);
  useEffect(() => {
    const outside = (/** @type {any} */ event) => {
      // The button that opened it closes it itself.
      if (!box.current.contains(event.target) && !event.target.closest('button[aria-expanded="true"]')) onClose();
    };
    document.addEventListener("pointerdown", outside, true);
    return () => document.removeEventListener("pointerdown", outside, true);
  }, []);
  return html`<div ref=${box} class=${`popover ${cls}`} style=${style} role=${role} aria-label=${label} tabindex="-1"
    onKeyDown=${(/** @type {any} */ event) => keys(box.current, onClose, event)}>${children}</div>`;
}

/**
 * What stands over the page until it is answered. `mustRead`: only a key or one of its buttons closes it.
 * @param {{cls: string, title: string, role?: string, mustRead?: boolean, onClose: () => void, children?: any}} props
 */
function Modal({ cls, title, role = "dialog", mustRead = false, onClose, children }) {
  const box = useRef(/** @type {any} */ (null));
  useFocusInside(box);
  const outside = (/** @type {any} */ event) => {
    if (event.target !== event.currentTarget) return;
    // A press on nothing would take the focus out of the dialog.
    event.preventDefault();
    if (!mustRead && !again(event)) onClose(); // the second press of a double click only meant to open it
  };
  return html`<div class="scrim" onMouseDown=${outside}>
    <div ref=${box} class=${cls} role=${role} aria-modal="true" aria-label=${title} tabindex="-1"
    onKeyDown=${(/** @type {any} */ event) => keys(box.current, onClose, event)}>${children}</div></div>`;
}

/**
 * A question over the page; `head` stands in the place of its title.
 * @param {{title: string, head?: any, wide?: boolean, role?: string, mustRead?: boolean, onClose: () => void,
 *   children?: any}} props
 */
export function Dialog({ head, wide = false, children, ...rest }) {
  return html`<${Modal} cls=${wide ? "dialog dialog--wide" : "dialog"} ...${rest}>
    ${head ?? html`<h2 class="dialog__title">${rest.title}</h2>`}${children}<//>`;
}

/**
 * A larger one, to choose in; `head` stands beside its title.
 * @param {{title: string, head?: any, onClose: () => void, closing?: any, children?: any}} props
 */
export function Sheet({ title, head, closing, onClose, children }) {
  return html`<${Modal} cls="sheet" title=${title} onClose=${onClose}>
    <div class="sheet__head"><h2 class="sheet__title">${title}</h2>${head}<div class="spacer"></div>${closing}</div>
    ${children}<//>`;
}
