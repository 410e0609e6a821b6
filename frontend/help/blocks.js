// @ts-check
/**
 * What a page of the help is made of. In every text `{call.hold}` stands for that sentence of i18n, so that the help calls
 * a button as the button calls itself, and `` `Ctrl K` `` is a key of the keyboard.
 * @typedef {{kind: "text"|"heading"|"warning"|"note", text: string}} Words
 * @typedef {{kind: "steps"|"list", items: string[]}} Items
 * @typedef {{kind: "table", head: string[], rows: string[][]}} Table
 * @typedef {{kind: "go", target: string, text: string}} Go `target`: a section of the window, or a page of its settings
 *   (`settings/sound`)
 * @typedef {Words|Items|Table|Go} Block
 * @typedef {{title: string, blocks: Block[]}} Page
 */

/** @param {string} title @param {...Block} blocks @returns {Page} */
export const page = (title, ...blocks) => ({ title, blocks });

/** A paragraph. @param {string} text @returns {Block} */
export const p = (text) => ({ kind: "text", text });

/** @param {string} text @returns {Block} */
export const h = (text) => ({ kind: "heading", text });

/** What may be lost or go wrong. @param {string} text @returns {Block} */
export const warning = (text) => ({ kind: "warning", text });

/** What is good to know. @param {string} text @returns {Block} */
export const note = (text) => ({ kind: "note", text });

/** One after the other. @param {...string} items @returns {Block} */
export const steps = (...items) => ({ kind: "steps", items });

/** In any order. @param {...string} items @returns {Block} */
export const list = (...items) => ({ kind: "list", items });

/** @param {string[]} head @param {...string[]} rows @returns {Block} */
export const table = (head, ...rows) => ({ kind: "table", head, rows });

/** A button that leads to what the page speaks of. @param {string} target @param {string} text @returns {Block} */
export const go = (target, text) => ({ kind: "go", target, text });

/** Every text of a block. @param {Block} block @returns {string[]} */
export function textsOf(block) {
  if ("items" in block) return block.items;
  if (block.kind === "table") return [...block.head, ...block.rows.flat()];
  return [block.text];
}
