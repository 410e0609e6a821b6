// @ts-check
/** What a tel: or sip: link of another program asked for. Nothing is dialled before the click. */
import { useApp } from "../components/app.js";
import { Avatar, numberIcon } from "../components/avatar.js";
import { partyLine, partyName } from "../components/calls.js";
import { Dialog } from "../components/overlay.js";
import { Button, FieldError } from "../components/parts.js";
import { sentence, t } from "../i18n/index.js";
import { html } from "../preact.js";
import { canCall } from "../state.js";

/** @typedef {import("../types.js").Party} Party */

/** Why the number cannot be called now: a code, "" when it can. @param {import("../types.js").State} state @param {Party} party */
function against(state, party) {
  const data = /** @type {import("../types.js").Snapshot} */ (state.data);
  if (!data.account) return "not_logged_in";
  if (data.registration.state !== "registered" || state.link !== "ready") {
    return data.emergency.includes(party.number) ? "not_registered_emergency" : "not_registered";
  }
  if (canCall(state) || data.emergency.includes(party.number)) return "";
  return data.calls.some((one) => one.state === "incoming") ? "call_comes_in" : "call_in_progress";
}

/** @param {{party: Party}} props */
export function Called({ party }) {
  const line = partyLine(party);
  return html`<div class="called"><${Avatar} name=${party.name} icon=${numberIcon(party.canonical)} size="lg" />
    <div><div class="called__name num selectable">${partyName(party)}</div>
    ${line && html`<div class="soft num selectable">${line}</div>`}</div></div>`;
}

/** The window came up by itself, so a key meant for another program must not call: 取消 has the focus.
 * @param {{party: Party, close: () => void}} props */
function Ask({ party, close }) {
  const { state, commands } = useApp();
  const why = against(state, party);
  const call = async () => {
    if (await commands.dialNow(party.number, party.person_id)) commands.dismissLink();
  };
  return html`<p class="soft">${t("link.text")}</p><${Called} party=${party} />
    ${why && html`<${FieldError}>${sentence({ code: why, detail: {} })}<//>`}
    <div class="dialog__acts"><${Button} v="lg" data-first="true" onClick=${close}>${t("common.cancel")}<//>
    <${Button} v="call lg" icon="phone" busy=${state.ui.pending.dial} disabled=${why !== ""}
      onClick=${call}>${t("dialpad.call")}<//></div>`;
}

/** @param {{}} _ */
export function LinkDialog(_) {
  const { data, commands } = useApp();
  const { text, party, error } = /** @type {import("../types.js").Link} */ (data.link);
  const close = () => commands.dismissLink();
  if (party && !error) return html`<${Dialog} key=${text} title=${t("link.title")} onClose=${close}>
    <${Ask} party=${party} close=${close} /><//>`;
  return html`<${Dialog} key=${text} title=${t("link.title")} role="alertdialog" onClose=${close}>
    <p>${sentence({ code: error || "invalid_link", detail: {} })}</p>
    <p class="link-text soft selectable"><bdi>${text}</bdi></p>
    <div class="dialog__acts"><${Button} v="primary lg" data-first="true" onClick=${close}>${t("common.understood")}<//>
    </div><//>`;
}
