// @ts-check
/** Texts of the help with their keys of the keyboard, and with what was looked for marked. */
import { html } from "../preact.js";
import { named } from "./index.js";

/** @param {string[]} words @returns {RegExp|null} */
function pattern(words) {
  const safe = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return safe.length ? new RegExp(`(${safe.join("|")})`, "i") : null;
}

/** @param {string} text @param {string[]} words @returns {any[]} */
function marks(text, words) {
  const sought = pattern(words);
  if (!sought) return [text];
  return text.split(sought).map((part, at) => (at % 2 ? html`<mark>${part}</mark>` : part));
}

/** @param {{text: string, words: string[]}} props `words` are marked */
export function Marked({ text, words }) {
  return html`${named(text).split("`").map((part, at) => (at % 2
    ? html`<kbd class="kbd">${marks(part, words)}</kbd>` : marks(part, words)))}`;
}

/**
 * The part of a long text around the first word that was looked for, as long as two lines.
 * @param {string} text
 * @param {string[]} words
 */
export function around(text, words) {
  const at = pattern(words)?.exec(text)?.index ?? 0;
  const start = Math.max(0, at - 12);
  return (start ? "…" : "") + text.slice(start);
}
