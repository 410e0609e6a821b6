// @ts-check
/** Keys of the keyboard as they are read. */
import { has, t } from "../i18n/index.js";
import { html } from "../preact.js";

/** @param {string} key */
function name(key) {
  return has(`key.${key}`) ? t(`key.${key}`) : key;
}

/** Ctrl+Alt+A as three caps. @param {{chord: string}} props */
export function Chord({ chord }) {
  const parts = chord === "+" ? [chord] : chord.split("+");
  return html`<span class="keyset">${parts.map((part) => html`<kbd key=${part} class="kbd">${name(part)}</kbd>`)}</span>`;
}
