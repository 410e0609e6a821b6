// @ts-check
/** Last step: the directory comes in, with a count. */
import { useApp } from "../components/app.js";
import { Button, Icon, Logo, Progress, Spinner } from "../components/parts.js";
import { count } from "../format.js";
import { sentence, t } from "../i18n/index.js";
import { html } from "../preact.js";
import { Toast } from "./dialogs.js";

/** @param {{done: boolean, children?: any}} props */
function Stage({ done, children }) {
  return html`<li class=${`stage ${done ? "soft" : ""}`}><span class="stage__mark t-call">
    ${done ? html`<${Icon} name="check" size=${18} />` : html`<${Spinner} />`}</span>${children}</li>`;
}

/** @param {{}} _ */
export function DownloadStep(_) {
  const { data, commands, store } = useApp();
  const { directory, account, registration } = data;
  const failed = directory.state === "failed";
  const part = directory.total ? directory.done / directory.total : 0;
  return html`<div class="onb__logo onb__logo--low"><${Logo} size=${56} /></div>
    <h1 class="onb__title">${t("download.title")}</h1><p class="onb__lead">${t("download.lead")}</p>
    <div class="onb__form">
      <${Progress} label=${t("download.title")} part=${part} />
      <div class="onb__count soft num"><span>
      ${directory.total ? t("download.count", { done: count(directory.done), total: count(directory.total) })
        : t("download.asking")}</span>
        <span>${directory.total ? `${Math.floor(part * 100)}%` : ""}</span></div>
      ${failed ? html`<div class="notice notice--flat notice--end" role="alert"><${Icon} name="warn" />
          <div class="notice__text">${sentence({ code: directory.error, detail: {} })}</div>
          <${Button} v="sm" icon="refresh" size=${16} onClick=${() => commands.refreshDirectory()}>
          ${t("common.retry")}<//></div>`
        : html`<ul class="stages"><${Stage} done=${true}>${t("download.verified")}<//>
          <${Stage} done=${registration.state === "registered"}>
          ${t("download.registered", { extension: account?.extension ?? "" })}<//>
          <${Stage} done=${directory.state === "ready"}>${t("download.directory")}<//></ul>`}
    </div>
    <div class="onb__foot"><${Button} v="lg block" onClick=${() => store.show({ downloadSkipped: true })}>
    ${t("download.skip")}<//></div><${Toast} />`;
}
