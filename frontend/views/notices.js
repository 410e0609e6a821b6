// @ts-check
/** What stands over the content: a lost connection, and what the user must be told once. */
import { useApp } from "../components/app.js";
import { Button, Icon } from "../components/parts.js";
import { has, sentence, t } from "../i18n/index.js";
import { openPage } from "../pages.js";
import { html } from "../preact.js";
import { More } from "./more.js";
import { LineReason } from "./topbar.js";

/** @typedef {import("../types.js").Notice} Notice */

/** @param {{notice: Notice}} props */
function One({ notice }) {
  const { commands } = useApp();
  const key = has(`notice.${notice.code}`) ? `notice.${notice.code}` : "notice.unknown";
  const cause = notice.detail.cause ? sentence({ code: String(notice.detail.cause), detail: {} }) : "";
  return html`<div class="banner" role="status"><${Icon} name="info" /><span class="banner__text">
    ${t(key, { code: notice.code, ...notice.detail, cause })} <${More} code=${notice.code} /></span><div class="spacer"></div>
    <${Button} v="quiet sm" onClick=${() => commands.dismiss(notice.id)}>${t("notice.dismiss")}<//></div>`;
}

/**
 * Whether the telephone cannot be reached, other than in the first moments.
 * @param {import("../types.js").State} state
 */
export function lineLost(state) {
  if (state.link === "lost") return true;
  const line = state.data?.registration;
  return Boolean(line && (line.state === "failed" || line.state === "unregistered"
    || (line.state === "registering" && line.reason)));
}

/** @param {{}} _ */
export function LineBanner(_) {
  const { state, store } = useApp();
  if (!lineLost(state)) return null;
  return html`<div class="banner banner--end" role="alert"><${Icon} name="unplug" /><span class="banner__text"><b>
    ${t(state.link === "lost" ? "line.program_lost_title" : "line.lost_title")}</b>　<${LineReason} /> <${More} code=${state.data?.registration.reason || "no_line"} /></span>
    <div class="spacer"></div>${state.link === "ready" && html`<${Button} v="quiet sm"
      onClick=${() => openPage(store, "diagnostics")}>${t("line.diagnose")}<//>`}</div>`;
}

/** @param {{}} _ */
export function Notices(_) {
  const { data } = useApp();
  return data.notices.map((notice) => html`<${One} key=${notice.id} notice=${notice} />`);
}
