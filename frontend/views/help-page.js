// @ts-check
/** A page of the help: its texts, its marks, and where it leads. */
import { useApp } from "../components/app.js";
import { Button, Icon } from "../components/parts.js";
import { entryOf, pageOf } from "../help/index.js";
import { Marked } from "../help/marked.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";

/** @typedef {import("../help/blocks.js").Block} Block */

const MARKS = { warning: { icon: "warn", tone: "end" }, note: { icon: "info", tone: "accent" } };

/** 警告 and 注意: the word and the icon say what the colour says. @param {{kind: string, children?: any}} props */
function Mark({ kind, children }) {
  const { icon, tone } = MARKS[/** @type {keyof typeof MARKS} */ (kind)];
  const name = t(`help.${kind}`);
  return html`<div class=${`notice notice--flat notice--${tone} help__mark`} role="note" aria-label=${name}>
    <${Icon} name=${icon} size=${18} /><div><b class="notice__title">${name}</b><p>${children}</p></div></div>`;
}

/** @param {{head: string[], rows: string[][], words: string[]}} props */
function Table({ head, rows, words }) {
  const cell = (/** @type {string} */ text) => html`<${Marked} text=${text} words=${words} />`;
  return html`<table class="help__table"><thead><tr>
    ${head.map((text) => html`<th scope="col" key=${text}>${cell(text)}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${row[0]}>${row.map((text, at) => (at
      ? html`<td key=${at}>${cell(text)}</td>` : html`<th scope="row" key=${at}>${cell(text)}</th>`))}</tr>`)}
    </tbody></table>`;
}

// Without a login only these are there.
const FOR_EVERYBODY = ["settings/sound", "settings/keys", "settings/general", "settings/diagnostics", "settings/about"];

/** A button to what the page speaks of. @param {{target: string, text: string}} props */
function Go({ target, text }) {
  const { data, store } = useApp();
  const [section, page] = target.split("/");
  const open = () => store.show({ section: /** @type {any} */ (section), ...(page && { page }) });
  if (!data?.account && !FOR_EVERYBODY.includes(target)) return null;
  return html`<p><${Button} icon="chev-right" onClick=${open}>${text}<//></p>`;
}

/** @param {{block: Block, words: string[]}} props */
function Part({ block, words }) {
  if (block.kind === "table") return html`<${Table} head=${block.head} rows=${block.rows} words=${words} />`;
  if (block.kind === "go") return html`<${Go} target=${block.target} text=${block.text} />`;
  const told = (/** @type {string} */ text) => html`<${Marked} text=${text} words=${words} />`;
  if ("items" in block) {
    const items = block.items.map((one) => html`<li key=${one}>${told(one)}</li>`);
    return block.kind === "steps" ? html`<ol class="help__steps">${items}</ol>` : html`<ul class="help__list">${items}</ul>`;
  }
  if (block.kind === "heading") return html`<h2 class="help__head">${told(block.text)}</h2>`;
  if (block.kind === "text") return html`<p>${told(block.text)}</p>`;
  return html`<${Mark} kind=${block.kind}>${told(block.text)}<//>`;
}

/** @param {{id: string, words: string[], onOpen: (id: string) => void}} props `words` are marked */
export function HelpPage({ id, words, onOpen }) {
  const { title, blocks } = pageOf(id);
  const { see = [] } = entryOf(id);
  return html`<div class="prefs scroll pane__body"><article class="prefs__inner help__page selectable">
    <h1 class="prefs__title"><${Marked} text=${title} words=${words} /></h1>
    ${blocks.map((block, at) => html`<${Part} key=${at} block=${block} words=${words} />`)}
    ${see.length > 0 && html`<nav class="help__see" aria-label=${t("help.see")}><h2 class="group__title">
      ${t("help.see")}</h2><ul>${see.map((other) => html`<li key=${other}><button type="button" class="link"
      onClick=${() => onOpen(other)}>${pageOf(other).title}</button></li>`)}</ul></nav>`}</article></div>`;
}
