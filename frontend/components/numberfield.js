// @ts-check
/** A field that groups digits while they are typed and keeps the caret where it was. */
import { html, useEffect, useLayoutEffect, useRef } from "../preact.js";
import { dialable, firstDialable, groupNumber } from "../format.js";

/** @param {string} text @param {number} caret how many characters of the number itself stand before the caret */
function meaningful(text, caret) {
  return text.slice(0, caret).replace(/[\s-]/g, "").length;
}

/** @param {string} shown @param {number} wanted */
function caretAfter(shown, wanted) {
  let at = 0;
  for (let seen = 0; at < shown.length && seen < wanted; at += 1) if (!/[\s-]/.test(shown[at])) seen += 1;
  return at;
}

/**
 * A field itself would join the lines of a text into one number.
 * @param {(text: string) => string} pick which of them is meant
 */
export function pasteOne(pick) {
  return (/** @type {ClipboardEvent} */ event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!/[\r\n]/.test(text)) return;
    document.execCommand("insertText", false, pick(text));
    event.preventDefault();
  };
}

/**
 * @param {{value: string, onChange: (raw: string) => void, clean?: (text: string) => string, inputRef?: any,
 *   [attribute: string]: any}} props
 *   `value` and what `onChange` gets are without spaces
 */
export function NumberField({ value, onChange, clean = dialable, inputRef, ...rest }) {
  const own = useRef(/** @type {any} */ (null));
  const field = inputRef || own;
  const wanted = useRef(-1);
  const shown = groupNumber(value);
  useLayoutEffect(() => {
    const input = field.current;
    if (wanted.current < 0 || document.activeElement !== input) return;
    const at = caretAfter(shown, wanted.current);
    input.setSelectionRange(at, at);
    wanted.current = -1;
  });
  const typed = (/** @type {any} */ event) => {
    const input = event.currentTarget;
    wanted.current = meaningful(input.value, input.selectionStart ?? input.value.length);
    const raw = clean(input.value);
    if (groupNumber(raw) !== input.value) input.value = groupNumber(raw);
    if (raw !== value) onChange(raw);
    const at = caretAfter(input.value, wanted.current);
    input.setSelectionRange(at, at);
  };
  return html`<input ref=${field} value=${shown} onInput=${typed} onPaste=${pasteOne(firstDialable)} autocomplete="off"
    spellcheck=${false} maxlength="60" ...${rest} />`;
}

/**
 * A digit that is typed while no field has the focus goes to this one: the focus moves first, and the digit follows it.
 * @param {{current: any}} field
 */
export function useTypedDigits(field) {
  useEffect(() => {
    const typed = (/** @type {KeyboardEvent} */ event) => {
      if (!/^[0-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
      if (!(document.activeElement instanceof HTMLInputElement)) field.current?.focus();
    };
    document.addEventListener("keydown", typed);
    return () => document.removeEventListener("keydown", typed);
  }, []);
}
