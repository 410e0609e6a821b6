// @ts-check
/** 关于 (M9): which version this is, under what licence, what it is made of, and whether there is a newer one. */
import { useApp } from "../components/app.js";
import { useFetched } from "../components/fetched.js";
import { Sheet } from "../components/overlay.js";
import { Button, Empty, Icon, Logo, Progress, Spinner, Waiting } from "../components/parts.js";
import { fileSize } from "../format.js";
import { sentence, t } from "../i18n/index.js";
import { openPage } from "../pages.js";
import { html, useEffect, useRef } from "../preact.js";
import { More } from "./more.js";

/** @param {import("../store.js").Store} store */
function openUpdate(store) {
  store.show({ overlay: { kind: "dialog", name: "update" } });
}

/** What the last look for an update found. @param {{}} _ */
function Found(_) {
  const { data, store } = useApp();
  const { state, version, error, done, size } = data.update;
  if (state === "checking") return html`<${Spinner} /><span>${t("update.checking")}</span>`;
  if (state === "current") return html`<${Icon} name="check" size=${16} cls="t-call" /><span class="t-call">
    ${t("update.current")}</span>`;
  if (state === "failed") return html`<${Icon} name="warn" size=${16} cls="t-end" /><span class="t-end">
    ${sentence({ code: error, detail: {} })} <${More} code=${error} /></span>`;
  if (state === "idle") return null;
  const open = html`<button type="button" class="link" onClick=${() => openUpdate(store)}>${t("update.show")}</button>`;
  if (state === "applying") return html`<${Spinner} /><span>${t("update.applying")}</span>`;
  if (state === "downloading") return html`<span class="about__progress num">
    ${t("update.downloaded", { done: fileSize(done), size: fileSize(size) })} ${open}
    <${Progress} label=${t("update.downloading")} part=${size ? done / size : 0} /></span>`;
  return html`<span>${t(state === "ready" ? "update.is_ready" : "update.found", { version })} ${open}</span>`;
}

/** 检查新版本: what it finds opens as a dialog, but only for who has just asked. @param {{}} _ */
function Check(_) {
  const { data, state, store, commands } = useApp();
  const { update } = data;
  const asked = useRef(false);
  const busy = update.state === "checking" || update.state === "downloading" || update.state === "applying";
  useEffect(() => {
    if (asked.current && update.state === "available") openUpdate(store);
    if (update.state !== "checking") asked.current = false;
  }, [update.state]);
  const check = async () => {
    if (busy) return;
    asked.current = true;
    if (!await commands.checkUpdate()) asked.current = false;
  };
  return html`<div class="center__acts"><${Button} v="lg" icon="refresh" busy=${state.ui.pending.update
    || update.state === "checking"} onClick=${check}>${t("update.check")}<//></div>
    <div class="about__found" role="status"><${Found} /></div>`;
}

/** The new version did not start, so this one is back. @param {{}} _ */
function RolledBack(_) {
  const { data, commands } = useApp();
  const version = data.update.rolled_back;
  return version && html`<div class="notice notice--flat notice--hold about__notice" role="status">
    <${Icon} name="warn" size=${18} /><div class="notice__text">${t("update.rolled_back", { version })}
    <${More} code="update_rolled_back" /></div>
    <${Button} v="sm" onClick=${() => commands.dismissUpdate()}>${t("common.understood")}<//></div>`;
}

/** What the program is made of. @param {{}} _ */
function Licences(_) {
  const { store } = useApp();
  const read = useFetched("/api/about");
  const parts = /** @type {import("../types.js").AboutPage|null} */ (read.value)?.components ?? [];
  const close = () => store.show({ overlay: null });
  return html`<${Sheet} title=${t("about.components")} onClose=${close} closing=${html`<${Button} v="quiet icon"
    icon="x" label=${t("common.close")} onClick=${close} />`}>
    <div class="report scroll" tabindex="0" role="group" aria-label=${t("about.components")}>
    ${read.busy && html`<${Waiting} />`}
    ${read.error && html`<${Empty} icon="warn" tone="hold"><p role="alert">${sentence(read.error)}</p><//>`}
    ${parts.length > 0 && html`<table class="table"><thead><tr>${["name", "version", "licence"].map((one) =>
      html`<th scope="col" key=${one}>${t(`about.column_${one}`)}</th>`)}</tr></thead>
      <tbody class="selectable">${parts.map((part) => html`<tr key=${part.name}><th scope="row">${part.name}</th>
      <td class="num">${part.version}</td><td>${part.licence}</td></tr>`)}</tbody></table>`}</div><//>`;
}

/** @param {{}} _ */
export function About(_) {
  const { data, state, store } = useApp();
  const { app, update } = data;
  const link = (/** @type {string} */ label, /** @type {() => void} */ onClick) =>
    html`<button type="button" class="link" onClick=${onClick}>${label}</button>`;
  const licences = () => store.show({ overlay: { kind: "dialog", name: "licences" } });
  return html`<div class="about"><${Logo} size=${88} /><p class="about__name">${t("app.name")}</p>
    <p class="soft num selectable">${t("settings.version", { version: app.version })}</p>
    ${app.demo && html`<p class="badge badge--accent">${t("settings.demo")}</p>`}<${Check} /><${RolledBack} />
    <p class="muted t-12">${t("settings.licence")}</p><p class="about__links">
    ${update.version && update.state !== "current" && link(t("update.notes"), () => openUpdate(store))}
    ${link(t("about.components"), licences)}${link(t("rail.help"), () => openPage(store, "help:about"))}</p></div>
    ${state.ui.overlay?.name === "licences" && html`<${Licences} />`}`;
}
