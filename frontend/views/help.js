// @ts-check
/** The help: what it has on the left, with a search, and a page of it. */
import { useApp } from "../components/app.js";
import { Button } from "../components/parts.js";
import { CODES } from "../help/codes.js";
import { entryOf, isPage, wordsOf } from "../help/index.js";
import { getLanguage, t } from "../i18n/index.js";
import { html, useState } from "../preact.js";
import { Contents } from "./help-contents.js";
import { HelpPage } from "./help-page.js";

/**
 * The page of the help that explains a message, or that has this name; "" for a message that says it all itself.
 * @param {string} code of an error, a notice, a check or the end of a call; or the name of a page
 * @returns {string}
 */
export function helpLink(code) {
  return CODES.get(code) ?? (isPage(code) ? code : "");
}

/** @param {{page?: string}} props the name of a page; its first one otherwise */
export function Help({ page = "" }) {
  const { store } = useApp();
  const [query, setQuery] = useState("");
  const { id } = entryOf(page);
  const open = (/** @type {string} */ help) => store.show({ help });
  const back = () => store.show({ help: "" });
  return html`<main class=${`body body--help ${isPage(page) ? "" : "is-contents"}`} lang=${getLanguage()}>
    <section class="pane pane--side" aria-label=${t("help.title")} data-region="tree">
      <${Contents} id=${id} query=${query} onQuery=${setQuery} onOpen=${open} /></section>
    <section class="pane help__pane" aria-label=${t("help.page")} data-region="main" tabindex="-1">
      <div class="help__back"><${Button} v="quiet" icon="chev-left" onClick=${back}>${t("help.contents")}<//></div>
      <${HelpPage} key=${id} id=${id} words=${wordsOf(query)} onOpen=${open} /></section></main>`;
}
