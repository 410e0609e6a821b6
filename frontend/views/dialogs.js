// @ts-check
/** Questions that must be answered, and what a command was refused with. */
import { useApp } from "../components/app.js";
import { Dialog } from "../components/overlay.js";
import { Button, Icon } from "../components/parts.js";
import { focusRegion } from "../components/regions.js";
import { displayNumber, groupNumber } from "../format.js";
import { sentence, t } from "../i18n/index.js";
import { html, useState } from "../preact.js";
import { More } from "./more.js";

/** 注销, and 更换企业 which is the same in other words (M10). @param {{}} _ */
export function LogOutDialog(_) {
  const { data, store, commands, state } = useApp();
  const [erase, setErase] = useState(false);
  const leaves = state.ui.overlay?.detail === "switch" ? "logout.switch" : "logout.title";
  const close = () => store.show({ overlay: null });
  // A call of the own mobile goes on without this computer.
  const talks = data.calls.some((call) => call.state !== "incoming" && call.mode !== "callback");
  const item = (/** @type {string} */ icon, /** @type {string} */ text) =>
    html`<li><${Icon} name=${icon} size=${16} /><span>${text}</span></li>`;
  return html`<${Dialog} title=${t(leaves === "logout.switch" ? "logout.switch_question" : "logout.question")}
    role="alertdialog" onClose=${close}><p class="soft">
    ${t(leaves === "logout.switch" ? "logout.switch_text" : "logout.text")}</p>
    <ul class="plain">${talks && item("hangup", t("logout.ends_call"))}
      ${item("phone", t("logout.no_calls", { extension: data.account?.extension ?? "" }))}
      ${item("mobile", t("logout.new_code"))}</ul>
    <label class="check"><input type="checkbox" checked=${erase}
      onChange=${(/** @type {any} */ event) => setErase(event.currentTarget.checked)} />${t("logout.erase")}</label>
    <div class="dialog__acts"><${Button} v="lg" data-first="true" onClick=${close}>${t("common.cancel")}<//>
      <${Button} v="end lg" busy=${state.ui.pending.logout} onClick=${() => commands.logOut(erase)}>${t(leaves)}
      <//></div><//>`;
}

/** A number outside is about to be dialled, and the user wants to be asked. @param {{}} _ */
export function OutsideDialog(_) {
  const { store, commands, state } = useApp();
  const { number, person } = state.ui.overlay?.detail ?? {};
  const close = () => store.show({ overlay: null });
  const call = async () => {
    if (await commands.dialNow(number, person)) requestAnimationFrame(focusRegion);
  };
  return html`<${Dialog} title=${t("outside.title")} onClose=${close}><p class="soft">${t("outside.text")}</p>
    <p class="called__name num selectable">${number.startsWith("+86") ? displayNumber(number) : groupNumber(number)}</p>
    <div class="dialog__acts"><${Button} v="lg" onClick=${close}>${t("common.cancel")}<//>
      <${Button} v="call lg" icon="phone" data-first="true" busy=${state.ui.pending.dial}
        onClick=${call}>${t("dialpad.call")}<//></div><//>`;
}

/** An emergency number cannot be dialled from here now. @param {{}} _ */
function EmergencyDialog(_) {
  const { commands } = useApp();
  return html`<${Dialog} title=${t("emergency.title")} role="alertdialog" mustRead=${true}
    onClose=${commands.closeToast}><p>
    ${t("error.not_registered_emergency")} <${More} code="not_registered_emergency" /></p>
    <div class="dialog__acts"><${Button} v="primary lg" data-first="true" onClick=${commands.closeToast}>
    ${t("common.understood")}<//></div><//>`;
}

/** @param {{}} _ */
export function Toast(_) {
  const { state, commands } = useApp();
  const { toast } = state.ui;
  if (toast?.code === "not_registered_emergency") return html`<${EmergencyDialog} />`;
  return html`<div class="toasts" role="alert">
    ${toast && html`<div class="toast"><${Icon} name="warn" size=${18} />
    <span>${sentence(toast)} <${More} code=${toast.code} /></span>
    <button type="button" class="toast__close" aria-label=${t("common.close")} onClick=${commands.closeToast}>
    <${Icon} name="x" size=${16} /></button></div>`}</div>`;
}
