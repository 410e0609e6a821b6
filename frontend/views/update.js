// @ts-check
/** 自动更新 (M9): what is new, the download, and the start of the new version; nothing of it interrupts a call. */
import { useApp } from "../components/app.js";
import { Copyable } from "../components/copy.js";
import { Dialog } from "../components/overlay.js";
import { Button, Icon, Logo, Progress, Spinner } from "../components/parts.js";
import { fileSize } from "../format.js";
import { getLanguage, sentence, t } from "../i18n/index.js";
import { html, useEffect, useRef } from "../preact.js";
import { More } from "./more.js";

/** @typedef {import("../types.js").Update} Update */

const COMMANDS = { apt: "sudo apt update && sudo apt install cloud-switchboard", source: "git pull" };

/** Whether there is a version to be had. @param {Update} update */
export function updateWaits({ state }) {
  return state === "available" || state === "downloading" || state === "ready";
}

/** What is new, in the user's language if it was written down in it. @param {{notes: Record<string, string>}} props */
function Notes({ notes }) {
  const text = notes[getLanguage()] ?? notes.en ?? Object.values(notes)[0] ?? "";
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  if (!lines.length) return null;
  return html`<div class="notes scroll selectable" tabindex="0" role="group" aria-label=${t("update.notes")}><ul>
    ${lines.map((line, at) => html`<li key=${at}>${line.replace(/^-\s*/, "")}</li>`)}</ul></div>`;
}

/** What a package or a source tree is updated with; elsewhere it came by an installer. @param {{way: "apt"|"source"}} props */
function ByHand({ way }) {
  if (useApp().data.app.platform !== "linux") return html`<p class="soft">${sentence({ code: "update_by_source", detail: {} })}</p>`;
  return html`<p class="soft">${t(`update.by_${way}`)}</p><${Copyable} text=${COMMANDS[way]} />`;
}

/** Where it stands, in words. @param {{update: Update, talks: boolean}} props */
function Standing({ update, talks }) {
  const { state, done, size, error, way } = update;
  const calm = talks ? t("update.in_call") : t("update.never_in_call");
  if (state === "downloading") {
    return html`<div class="update__part"><${Progress} label=${t("update.downloading")} part=${size ? done / size : 0} />
      <p class="update__line soft num t-12"><span>${t("update.downloaded", { done: fileSize(done), size: fileSize(size) })}
      </span><span>${calm}</span></p></div>`;
  }
  if (state === "applying") return html`<p class="waiting update__part" role="status"><${Spinner} />
    ${t("update.applying")}</p>`;
  if (state === "failed") return html`<div class="notice notice--flat notice--end update__part" role="alert">
    <${Icon} name="warn" size=${18} /><div>${sentence({ code: error, detail: {} })} <${More} code=${error} /></div></div>`;
  if (way !== "self") return html`<div class="update__part"><${ByHand} way=${way} /></div>`;
  const text = state === "ready" ? [t("update.ready"), talks && calm] : [talks && calm];
  return text.some(Boolean) && html`<p class="soft update__part" role="status">${text.filter(Boolean).join("")}</p>`;
}

/**
 * 更新应用 downloads, and starts the new version when that is done while one waits here and no call goes on.
 * @param {Update} update @param {boolean} talks
 */
function useUpdating(update, talks) {
  const { commands } = useApp();
  const wanted = useRef(false);
  useEffect(() => {
    if (wanted.current && update.state === "ready" && !talks) commands.applyUpdate();
    if (update.state !== "downloading" && update.state !== "available") wanted.current = false;
  }, [update.state]);
  return async () => {
    if (update.state === "ready") return void commands.applyUpdate();
    wanted.current = true;
    await commands.downloadUpdate();
    return undefined;
  };
}

/** @param {{update: Update, talks: boolean, close: () => void}} props */
function Acts({ update, talks, close }) {
  const { state: { ui }, commands } = useApp();
  const { state, way, version } = update;
  const go = useUpdating(update, talks);
  if (state === "applying") return null;
  const dismiss = async () => {
    if (await commands.dismissUpdate()) close();
  };
  const button = (/** @type {string} */ id, /** @type {string} */ v, /** @type {() => void} */ onClick,
    /** @type {object} */ more = {}) => html`<${Button} key=${id} v=${v} onClick=${onClick} ...${more}>
    ${t(`update.${id}`)}<//>`;
  const busy = Boolean(ui.pending.update);
  if (state === "downloading") return html`<div class="dialog__acts">${button("stop", "lg quiet",
    () => commands.cancelUpdate(), { busy })}${button("background", "lg", close, { "data-first": "true" })}</div>`;
  if (state === "failed") return html`<div class="dialog__acts">${button("close", "lg quiet", dismiss)}
    ${button("again", "primary lg", version ? go : () => commands.checkUpdate(), { busy, "data-first": "true" })}</div>`;
  if (way !== "self") return html`<div class="dialog__acts">${button("close", "lg", close)}</div>`;
  return html`<div class="dialog__acts">${button("later", "lg quiet", close)}${button("apply", "primary lg", go, { busy,
    icon: state === "ready" ? "refresh" : "download", "data-first": "true", disabled: state === "ready" && talks })}</div>`;
}

/** @param {{}} _ */
export function UpdateDialog(_) {
  const { data, store } = useApp();
  const { update, app, calls } = data;
  const { version, size, state, way } = update;
  const gone = state === "idle" || state === "current" || state === "checking";
  const waits = state === "applying" && calls.length > 0; // the call has the window until it ends
  const close = () => store.show({ overlay: null });
  useEffect(() => {
    if (gone) close();
    else store.show({ updateSeen: version });
  }, [gone, version]);
  const line = size && way === "self" ? t("update.from_size", { version: app.version, size: fileSize(size) })
    : t("update.from", { version: app.version });
  if (gone || waits) return null;
  return html`<${Dialog} title=${t("update.title")} wide=${true} onClose=${close} head=${html`<div class="update__head">
    <${Logo} size=${48} /><div><h2 class="dialog__title">${version ? t("update.found", { version }) : t("update.title")}</h2>
    <p class="soft num t-12">${line}</p></div></div>`}>
    <${Notes} notes=${update.notes} /><${Standing} update=${update} talks=${calls.length > 0} />
    <${Acts} update=${update} talks=${calls.length > 0} close=${close} /><//>`;
}

/** That there is a new version, said once for each, and never into a call. @param {{}} _ */
export function UpdateBanner(_) {
  const { data, state, store } = useApp();
  const { update, calls } = data;
  const { section, page, updateSeen } = state.ui;
  const about = section === "settings" && page === "about"; // which says it itself
  const seen = updateSeen === update.version || about;
  const told = !calls.length && (update.state === "available" || update.state === "ready") && !seen;
  const back = update.rolled_back;
  const see = () => store.show({ updateSeen: update.version });
  if (update.state === "applying" && calls.length) return html`<div class="banner" role="status">
    <${Icon} name="refresh" /><span class="banner__text">${t("update.waits_for_call")}</span></div>`;
  if (back && !about) return html`<${RolledBackBanner} version=${back} />`;
  return told && html`<div class="banner banner--done" role="status"><${Icon} name="download" />
    <span class="banner__text">${t("update.found", { version: update.version })}</span><div class="spacer"></div>
    <${Button} v="quiet sm" onClick=${see}>${t("update.later")}<//>
    <${Button} v="sm" onClick=${() => store.show({ overlay: { kind: "dialog", name: "update" } })}>${t("update.show")}<//>
    </div>`;
}

/** @param {{version: string}} props */
function RolledBackBanner({ version }) {
  const { commands } = useApp();
  return html`<div class="banner" role="status"><${Icon} name="warn" /><span class="banner__text">
    ${t("update.rolled_back", { version })} <${More} code="update_rolled_back" /></span><div class="spacer"></div>
    <${Button} v="quiet sm" onClick=${() => commands.dismissUpdate()}>${t("common.understood")}<//></div>`;
}
