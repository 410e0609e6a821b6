// @ts-check
/** 了解更多: from a message to the page of the help that explains it. */
import { useApp } from "../components/app.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";
import { openPage } from "../pages.js";
import { helpLink } from "./help.js";

/** @param {{code: string}} props nothing for a message that says it all itself */
export function More({ code }) {
  const { store } = useApp();
  const page = helpLink(code);
  return page && html`<button type="button" class="link more" onClick=${() => openPage(store, `help:${page}`)}>
    ${t("common.more")}</button>`;
}
