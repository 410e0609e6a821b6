// @ts-check
/** A call in callback mode (M12): the platform calls the own mobile, then the other side; this computer only shows it. */
import { useApp } from "../components/app.js";
import { partyName } from "../components/calls.js";
import { Icon } from "../components/parts.js";
import { displayNumber } from "../format.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";
import { More } from "./more.js";

/** @typedef {import("../types.js").Call} Call */
/** @typedef {"done"|"now"|"todo"} Progress */

/** How far it has come: 0 the mobile is called, 1 the other side, 2 both talk. @param {Call} call */
export function callbackStep(call) {
  if (call.state === "established") return 2;
  return call.phase === "calling_party" ? 1 : 0;
}

/** @param {{at: Progress, title: string, text?: string}} props */
function Step({ at, title, text = "" }) {
  const mark = { done: html`<${Icon} name="check" size=${14} />`, now: html`<i class="spin" aria-hidden="true"></i>`,
    todo: "" }[at];
  return html`<li class=${`step is-${at}`} aria-current=${at === "now" ? "step" : undefined}>
    <span class="step__mark">${mark}</span><div><div class="step__title">${title}</div>
    ${text && html`<div class="t-12 muted num">${text}</div>`}</div></li>`;
}

/** @param {{call: Call}} props */
export function CallbackSteps({ call }) {
  const { data } = useApp();
  const name = partyName(call.party);
  const main = displayNumber(data.account?.main_number ?? "");
  const step = callbackStep(call);
  const at = (/** @type {number} */ n) => (step > n || step === 2 ? "done" : step === n ? "now" : "todo");
  return html`<ol class="steps" aria-label=${t("callback.title")}>
    <${Step} at=${at(0)} title=${t(step ? "callback.mobile_answered" : "callback.calling_mobile")}
      text=${step ? "" : t("callback.answer_it", { main })} />
    <${Step} at=${at(1)} title=${t(step === 2 ? "callback.party_answered" : "callback.calling_party", { name })} />
    <${Step} at=${at(2)} title=${t("callback.connected")} text=${step === 2 ? t("callback.talk_there") : ""} /></ol>`;
}

/** The own mobile, in the dock's bar. @param {{}} _ */
export function OwnMobile(_) {
  const { data } = useApp();
  return html`<span class="right"><span class="num"><${Icon} name="mobile" size=${16} />
    ${displayNumber(data.account?.mobile ?? "")}</span></span>`;
}

/**
 * In callback mode a call that comes in rings on the own mobile too.
 * @param {import("../types.js").Account|null} account
 * @returns {string} short; "" in network mode
 */
export function mobileRings(account) {
  return account?.mode === "callback" ? t("incoming.mobile_rings") : "";
}

/** The same where there is room for it. @param {{}} _ */
export function MobileRings(_) {
  const account = useApp().data.account;
  if (account?.mode !== "callback") return null;
  return html`<div class="notice"><${Icon} name="mobile" size=${18} /><div class="t-12">
    ${t("incoming.mobile_rings_long", { mobile: displayNumber(account.mobile) })}
    <${More} code="mobile_rings" /></div></div>`;
}
