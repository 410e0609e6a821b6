// @ts-check
/** The call while another section is open, and a call that comes in beside it. */
import { useApp, useNow } from "../components/app.js";
import { Avatar, numberIcon } from "../components/avatar.js";
import { callStateText, endText, origin, partyLine, partyName, talking, transferFailure, wentWrong }
  from "../components/calls.js";
import { useSlow } from "../components/fetched.js";
import { Button, Icon } from "../components/parts.js";
import { timer } from "../format.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";
import { holding, transferring } from "../state.js";
import { mobileRings } from "./callback.js";
import { SilenceKey } from "./silence.js";
import { CancelTransfer } from "./transferring.js";

/** @typedef {import("../types.js").Call} Call */

/** Mute and hold, for a call one talks in. @param {{call: Call}} props */
function Controls({ call }) {
  const { commands, state } = useApp();
  const slow = useSlow(holding(state, call));
  return html`<${Button} v="quiet sm" icon=${call.muted ? "mic-off" : "mic"} size=${16} aria-pressed=${call.muted}
      onClick=${() => commands.mute(call.id, !call.muted)}>${t(call.muted ? "call.unmute" : "call.mute")}<//>
    <${Button} v="quiet sm" icon=${call.held ? "play" : "pause"} size=${16} aria-pressed=${call.held}
      busy=${slow}
      onClick=${() => commands.hold(call.id, !call.held)}>${t(call.held ? "call.resume" : "call.hold")}<//>`;
}

/** Beside the time: what is not as usual. @param {Call} call */
function remark(call) {
  if (call.transfer?.state === "failed") return transferFailure(call, call.transfer);
  return call.held || call.remote_held ? callStateText(call) : "";
}

/** @param {{call: Call}} props */
function Running({ call }) {
  const { commands, store } = useApp();
  const now = useNow(true);
  const passing = transferring(call);
  const talks = call.state === "established" && !passing;
  const note = talks && remark(call);
  return html`<div class=${`banner ${passing ? "banner--wait" : note ? "" : "banner--call"}`} role="region"
    aria-label=${t("call.label")} data-region="dock">
    <${Icon} name=${passing ? "transfer" : "phone"} size=${18} /><b class="ellipsis">${partyName(call.party)}</b>
    <span class="soft num ellipsis only-roomy">${partyLine(call.party)}</span>
    <span class=${`num t-call ellipsis ${talks ? "strip__time" : ""}`}>${talks ? timer(talking(call, now)) : callStateText(call)}</span>
    ${note && html`<span class="badge badge--hold"><span class="ellipsis">${note}</span></span>`}
    <div class="spacer"></div>
    ${talks && call.mode !== "callback" && html`<${Controls} call=${call} />`}
    <${Button} v="sm" onClick=${() => store.show({ section: "directory", aside: "call" })}>${t("call.return")}<//>
    ${passing ? html`<${CancelTransfer} call=${call} small=${true} />`
      : html`<${Button} v="sm end" icon="hangup" size=${16} onClick=${() => commands.hangUp(call.id)}>
      ${t(talks ? "call.hang_up" : "call.cancel")}<//>`}</div>`;
}

/** @param {{call: Call}} props */
export function IncomingStrip({ call }) {
  const { commands, data } = useApp();
  const { party } = call;
  const ring = call.silenced ? t("call.silenced") : !call.referred_by && t("call.incoming");
  const line = [partyLine(party), origin(call), ring, mobileRings(data.account)];
  return html`<div class="strip" role="alertdialog" aria-label=${t("call.incoming")} data-region="dock">
    <span class="rings" aria-hidden="true"><i></i><i></i><i></i></span>
    <${Avatar} name=${party.name} icon=${numberIcon(party.canonical)} size="sm" />
    <div class="row__text"><div class="row__name"><b class="ellipsis num">${partyName(party)}</b>
    <span class="muted num ellipsis strip__line">
    ${line.filter(Boolean).join(" · ")}</span></div></div>
    <${SilenceKey} call=${call} />
    <${Button} v="call" icon="phone" onClick=${() => commands.answer(call.id)}>${t("call.answer")}<//>
    <${Button} v="end-quiet" onClick=${() => commands.decline(call.id)}>${t("call.decline")}<//></div>`;
}

/** @param {{call: Call}} props */
function OverStrip({ call }) {
  const { store } = useApp();
  return html`<div class=${`banner ${wentWrong(call) ? "" : "banner--done"}`} role="region"
    aria-label=${t("call.ended_label")}>
    <${Icon} name="hangup" size=${18} /><b class="ellipsis">${partyName(call.party)}</b><span class="ellipsis">
    ${endText(call)}</span>
    <div class="spacer"></div><${Button} v="quiet icon sm" icon="x" size=${16} label=${t("common.close")}
      onClick=${() => store.replace({ ...store.state, ended: null })} /></div>`;
}

/** @param {{call: Call}} props */
export function CallStrip({ call }) {
  if (call.state === "ended") return html`<${OverStrip} call=${call} />`;
  return call.state === "incoming" ? html`<${IncomingStrip} call=${call} />` : html`<${Running} call=${call} />`;
}
