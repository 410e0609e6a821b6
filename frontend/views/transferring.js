// @ts-check
/** A call on its way to somebody else, and what is said when nobody took it. */
import { useApp } from "../components/app.js";
import { Avatar, numberIcon } from "../components/avatar.js";
import { ANSWERED, partyLine, partyName, transferFailure, transferText } from "../components/calls.js";
import { useFetched } from "../components/fetched.js";
import { Button, Icon } from "../components/parts.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";

/** @typedef {import("../types.js").Call} Call */
/** @typedef {import("../types.js").Transfer} Transfer */

/** @param {{call: Call}} props */
export function TransferTarget({ call }) {
  const transfer = /** @type {Transfer} */ (call.transfer);
  const { party } = transfer;
  const line = partyLine(party);
  return html`<div class="handover"><${Icon} name="transfer" size=${24} cls="t-accent" />
      <${Avatar} name=${party.name} icon=${numberIcon(party.canonical)} size="lg" />
      <div class="handover__who"><div class="handover__name num">${partyName(party)}</div>
      ${line && html`<div class="soft num">${line}</div>`}</div></div>
    <div class="notice"><i class="spin spin--lg" aria-hidden="true"></i><div>
      <div class="notice__title num">${transferText(transfer)}</div>
      ${transfer.status !== ANSWERED && html`<div class="soft t-12">${t("transfer.comes_back")}</div>`}</div></div>`;
}

/** @param {{call: Call, small?: boolean}} props `small`: for the strip */
export function CancelTransfer({ call, small = false }) {
  const { state, commands } = useApp();
  if (call.transfer?.status === ANSWERED) return null;
  return html`<${Button} v=${small ? "sm" : "lg block"} k=${small ? "" : "Esc"}
    busy=${state.ui.pending[`transfer/cancel:${call.id}`]} onClick=${() => commands.cancelTransfer(call.id)}>
    ${t(small ? "transfer.cancel" : "transfer.cancel_resume")}<//>`;
}

/** Why nobody took the call, and what can be done next. @param {{call: Call}} props */
export function TransferFailed({ call }) {
  const { state, store, commands } = useApp();
  const { transfer } = call;
  const party = transfer?.state === "failed" ? transfer.party : null;
  const path = party?.person_id ? `/api/directory/people/${encodeURIComponent(party.person_id)}` : "";
  const person = /** @type {import("../types.js").Person|null} */ (useFetched(path).value);
  if (!transfer || !party) return null;
  const mobile = person && person.extension === party.number ? person.mobile : "";
  const choose = () => store.show({ overlay: { kind: "dialog", name: "transfer", detail: call.id } });
  return html`<div class="notice notice--hold notice--failed" role="alert"><${Icon} name="info" size=${18} />
    <div class="notice__text"><div class="notice__title num">${transferFailure(call, transfer)}</div>
      <div class="notice__acts"><${Button} v="sm" onClick=${choose}>${t("transfer.somebody_else")}<//>
        ${mobile && html`<${Button} v="sm" busy=${state.ui.pending[`transfer:${call.id}`]}
          onClick=${() => commands.transfer(call.id, mobile, person?.id)}>
          ${t("transfer.try_mobile", { number: party.number })}<//>`}</div></div>
    <${Button} v="quiet icon sm" icon="x" size=${16} label=${t("common.close")}
      onClick=${() => commands.dismissTransfer(call.id)} /></div>`;
}
