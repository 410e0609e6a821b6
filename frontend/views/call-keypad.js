// @ts-check
/** Keys in a call: for menus that ask for a digit. */
import { useApp, useNow } from "../components/app.js";
import { Avatar, numberIcon } from "../components/avatar.js";
import { partyLine, partyName, talking } from "../components/calls.js";
import { Keys } from "../components/keys.js";
import { timer } from "../format.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";

/** @typedef {import("../types.js").Call} Call */

/** @param {{call: Call}} props */
export function CallKeypad({ call }) {
  const { state, commands } = useApp();
  const now = useNow(true);
  const { party } = call;
  const send = (/** @type {string} */ digit) => digit !== "+" && commands.sendDigit(call.id, digit);
  return html`<div class="callcard"><${Avatar} name=${party.name} icon=${numberIcon(party.canonical)} />
      <div class="row__text"><div class="row__name num"><b class="ellipsis">${partyName(party)}</b></div>
      <div class="row__sub ellipsis num">${partyLine(party)}</div></div>
      <div class="callcard__time num" role="timer" aria-label=${t("call.duration")}>${timer(talking(call, now))}
      </div></div>
    <div class="dial__num dial__num--sent num" role="status" aria-label=${t("call.digits_sent")}>
    <span class="ellipsis">${[...state.ui.digits].join(" ")}</span><i class="caret" aria-hidden="true"></i></div>
    <div class="dock__keys"><${Keys} onPress=${send} /></div><p class="muted t-12 dock__hint">${t("call.type_too")}
    </p>`;
}
