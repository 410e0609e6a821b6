// @ts-check
/** What the help has: its pages in groups, or those that a search finds. */
import { Button, Icon } from "../components/parts.js";
import { GROUPS, pageOf, search, wordsOf } from "../help/index.js";
import { around, Marked } from "../help/marked.js";
import { rich, t } from "../i18n/index.js";
import { html, useState } from "../preact.js";

/** @typedef {import("../help/index.js").Found} Found */
/** @typedef {(id: string) => void} Open */

/** @param {{id: string, onOpen: Open}} props */
function Groups({ id, onOpen }) {
  return html`<nav class="nav scroll help__nav" aria-label=${t("help.contents")}>${GROUPS.map((group) => html`
    <h2 class="group__title" key=${group.id}>${t(`help.group.${group.id}`)}</h2><ul>
    ${group.entries.map((entry) => html`<li key=${entry.id}><button type="button"
      class=${`nav__item ${entry.id === id ? "is-selected" : ""}`} aria-current=${entry.id === id ? "page" : undefined}
      title=${pageOf(entry.id).title} onClick=${() => onOpen(entry.id)}><${Icon} name=${entry.icon} size=${18} />
      <span class="ellipsis">${pageOf(entry.id).title}</span></button></li>`)}</ul>`)}</nav>`;
}

/** @param {{found: Found[], at: number, words: string[], onOpen: Open}} props */
function Results({ found, at, words, onOpen }) {
  return html`<div id="help-list" class="scroll help__nav" role="listbox" aria-label=${t("help.results")}>
    ${found.map((one, n) => html`<div key=${one.id} id=${`help-${one.id}`} role="option" aria-selected=${n === at}
      class=${`help__found ${n === at ? "is-selected" : ""}`} onClick=${() => onOpen(one.id)}>
      <b><${Marked} text=${one.title} words=${words} /></b>
      <span><${Marked} text=${around(one.excerpt, words)} words=${words} /></span></div>`)}</div>`;
}

/**
 * @param {any} event
 * @param {{found: Found[], at: number, setAt: (at: number) => void, onQuery: (query: string) => void, onOpen: Open}} on
 */
function keys(event, { found, at, setAt, onQuery, onOpen }) {
  if (event.isComposing) return;
  if (event.key === "Escape" && event.currentTarget.value) onQuery("");
  else if (event.key === "ArrowDown" && found.length) setAt((at + 1) % found.length);
  else if (event.key === "ArrowUp" && found.length) setAt((at - 1 + found.length) % found.length);
  else if (event.key === "Enter" && found[at]) onOpen(found[at].id);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {{query: string, at: string|undefined, onInput: (query: string) => void, onKey: (event: any) => void}} props */
function Field({ query, at, onInput, onKey }) {
  return html`<label class="omni__field"><${Icon} name="search" size=${18} />
    <input id="help-search" role="combobox" aria-autocomplete="list" aria-expanded=${query !== ""}
      aria-controls="help-list" aria-activedescendant=${at} value=${query} placeholder=${t("help.search")}
      aria-label=${t("help.search")} autocomplete="off" spellcheck=${false} maxlength="100"
      onInput=${(/** @type {any} */ event) => onInput(event.currentTarget.value)} onKeyDown=${onKey} />
    ${query && html`<${Button} v="quiet icon sm" icon="x" size=${16} label=${t("omni.clear")}
      onClick=${() => onInput("")} />`}</label>`;
}

/** @param {{id: string, query: string, onQuery: (query: string) => void, onOpen: Open}} props */
export function Contents({ id, query, onQuery, onOpen }) {
  const [at, setAt] = useState(0);
  const words = wordsOf(query);
  const found = search(query);
  const type = (/** @type {string} */ next) => {
    onQuery(next);
    setAt(0);
  };
  const key = (/** @type {any} */ event) => keys(event, { found, at, setAt, onQuery: type, onOpen });
  return html`<div class="pane__head"><h2 class="pane__title help__wide">${t("help.title")}</h2>
      <h1 class="pane__title help__narrow">${t("help.title")}</h1></div>
    <div class="help__search" role="search" aria-label=${t("help.search")}><${Field} query=${query} onInput=${type} onKey=${key}
      at=${found[at] && `help-${found[at].id}`} /></div>
    <p class=${found.length ? "sr-only" : "pane__note soft"} role="status">${words.length > 0 && (found.length
      ? t("help.found", { n: found.length })
      : html`${rich("help.nothing", { query: html`<bdi>${query.trim()}</bdi>` })}`)}</p>
    ${words.length ? html`<${Results} found=${found} at=${at} words=${words} onOpen=${onOpen} />`
      : html`<${Groups} id=${id} onOpen=${onOpen} />`}`;
}
