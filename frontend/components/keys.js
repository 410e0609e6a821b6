// @ts-check
/** The twelve keys of a telephone. */
import { t } from "../i18n/index.js";
import { html, useRef } from "../preact.js";

/** @type {[string, string][]} */
const KEYS = [["1", ""], ["2", "ABC"], ["3", "DEF"], ["4", "GHI"], ["5", "JKL"], ["6", "MNO"], ["7", "PQRS"],
  ["8", "TUV"], ["9", "WXYZ"], ["*", ""], ["0", "+"], ["#", ""]];
export const LONG_PRESS_MS = 600;

/**
 * A press that was held for long does something else.
 * @param {() => void} short
 * @param {(() => void)|undefined} long
 */
export function useLongPress(short, long) {
  const timer = useRef(/** @type {any} */ (null));
  const done = useRef(false);
  const stop = () => clearTimeout(timer.current);
  const down = () => {
    done.current = false;
    if (!long) return;
    timer.current = setTimeout(() => {
      done.current = true;
      long();
    }, LONG_PRESS_MS);
  };
  const click = () => {
    stop();
    if (!done.current) short();
    done.current = false;
  };
  return { onPointerDown: down, onPointerUp: stop, onPointerLeave: stop, onClick: click };
}

/** @param {{digit: string, letters: string, onPress: (digit: string) => void}} props */
function Key({ digit, letters, onPress }) {
  const press = useLongPress(() => onPress(digit), digit === "0" ? () => onPress("+") : undefined);
  return html`<button type="button" class="key num" aria-label=${digit} ...${press}>${digit}
    <small data-letters=${letters}></small></button>`;
}

/** @param {{onPress: (digit: string) => void}} props */
export function Keys({ onPress }) {
  return html`<div class="keys" role="group" aria-label=${t("dialpad.keys")}>
    ${KEYS.map(([digit, letters]) =>
      html`<${Key} key=${digit} digit=${digit} letters=${letters} onPress=${onPress} />`)}</div>`;
}
