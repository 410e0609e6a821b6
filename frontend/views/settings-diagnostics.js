// @ts-check
/** Diagnostics: whether everything that a call needs is there, the versions, and a report without anything private. */
import { useApp } from "../components/app.js";
import { useFetched, useSlow } from "../components/fetched.js";
import { Sheet } from "../components/overlay.js";
import { Button, Empty, Icon, Waiting } from "../components/parts.js";
import { Group, Pref } from "../components/prefs.js";
import { clock } from "../format.js";
import { has, sentence, t } from "../i18n/index.js";
import { html, useState } from "../preact.js";
import { More } from "./more.js";

/** @typedef {import("../types.js").CheckItem} CheckItem */
/** @typedef {import("../types.js").Diagnostics} Checks */

const MARKS = { ok: { icon: "check", tone: "t-call" }, warn: { icon: "warn", tone: "t-hold" },
  bad: { icon: "warn", tone: "t-end" }, off: { icon: "clock", tone: "muted" } };

/** @param {CheckItem} item */
function said({ id, code, detail }) {
  const key = `diag.${id}.${code}`;
  const cause = detail?.cause ? sentence({ code: detail.cause, detail: {} }) : "";
  return has(key) ? t(key, { ...detail, cause }) : t("diag.unknown");
}

/** @param {{item: CheckItem}} props */
function Item({ item }) {
  const { icon, tone } = MARKS[item.state];
  return html`<li class="pref"><${Icon} name=${icon} cls=${tone} /><div class="pref__text">
    <div>${t(`diag.${item.id}`)}</div><div class="pref__desc num">${said(item)}
    ${(item.state === "warn" || item.state === "bad") && html` <${More} code=${item.code} />`}</div></div>
    <span class=${`t-12 ${tone}`}>${t(`diag.state_${item.state}`)}</span></li>`;
}

/** What the report would say. @param {{}} _ */
function Preview(_) {
  const { store } = useApp();
  const read = useFetched("/api/diagnostics/report");
  const files = /** @type {{files: {name: string, text: string}[]}|null} */ (read.value)?.files ?? [];
  const close = () => store.show({ overlay: null });
  return html`<${Sheet} title=${t("diag.preview_title")} onClose=${close} closing=${html`<${Button} v="quiet icon"
    icon="x" label=${t("common.close")} onClick=${close} />`}>
    <div class="report scroll" tabindex="0" role="group" aria-label=${t("diag.preview_title")}>
    ${read.busy && html`<${Waiting} />`}${read.error && html`<${Empty} icon="warn" tone="hold"><p role="alert">
    ${sentence(read.error)}</p><//>`}
    ${files.map((file) => html`<section key=${file.name}><h3 class="group__title">${file.name}</h3>
      <pre class="report__text selectable">${file.text}</pre></section>`)}</div><//>`;
}

/** In a browser the report comes to the page, and the page saves it. @param {{name: string, content: string}} file */
function save({ name, content }) {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}

/** @param {{}} _ */
function Report(_) {
  const { state, store, commands } = useApp();
  const [written, setWritten] = useState("");
  const write = async () => {
    setWritten("");
    const answer = await commands.exportReport();
    if (answer?.content) save(answer);
    if (answer) setWritten(answer.path ? t("diag.written", { path: answer.path }) : t("diag.saved", { name: answer.name }));
  };
  return html`<${Group} title=${t("diag.report")}><${Pref} title=${t("diag.export")} text=${html`
      <p>${t("diag.export_text")}</p><p class="t-call selectable report__path" role="status">${written}</p>`}>
      <${Button} icon="file" onClick=${() => store.show({ overlay: { kind: "dialog", name: "report" } })}>
      ${t("diag.preview")}<//>
      <${Button} icon="download" busy=${state.ui.pending.report} onClick=${write}>${t("diag.export_open")}<//><//><//>
    ${state.ui.overlay?.name === "report" && html`<${Preview} />`}`;
}

/** @param {{read: ReturnType<typeof useFetched>}} props */
function Checklist({ read }) {
  const checks = /** @type {Checks|null} */ (read.value);
  const slow = useSlow(read.busy);
  const title = !checks || read.busy ? t("diag.checking") : t("diag.checked", { time: clock(checks.checked_at) });
  return html`<p class="group__title num" role="status">${title}</p>
    ${read.error && html`<div class="notice notice--flat notice--end notice--above" role="alert">
      <${Icon} name="warn" size=${18} /><div>${sentence(read.error)}</div></div>`}
    ${checks && html`<ul class="group" aria-busy=${read.busy ? "true" : undefined}>
      ${checks.items.map((item) => html`<${Item} key=${item.id} item=${item} />`)}</ul>`}
    <p class="prefs__acts"><${Button} v="primary" icon="refresh" busy=${slow}
      onClick=${() => read.busy || read.retry()}>${t("diag.again")}<//></p>`;
}

/** @param {{}} _ */
export function Diagnostics(_) {
  const read = useFetched("/api/diagnostics");
  const versions = /** @type {Checks|null} */ (read.value)?.versions ?? [];
  return html`<${Checklist} read=${read} /><${Report} />
    ${versions.length > 0 && html`<${Group} title=${t("diag.versions")}>${versions.map(({ name, version }) => html`
      <${Pref} key=${name} title=${name}><span class="num soft selectable">${version}</span><//>`)}<//>`}`;
}
