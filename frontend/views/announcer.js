// @ts-check
/** Says to a screen reader what happens to calls; timers stay silent. */
import { useApp } from "../components/app.js";
import { callStateText, endText, origin, partyName } from "../components/calls.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";
import { currentCall, waitingCall } from "../state.js";

/** @param {{}} _ */
export function Announcer(_) {
  const { state } = useApp();
  const call = currentCall(state);
  const waiting = waitingCall(state) ?? (call?.state === "incoming" ? call : null);
  const name = call && call.state !== "incoming"
    ? t(call.muted ? "call.announced_muted"
      : "call.announced", { name: partyName(call.party), state: callStateText(call) }) : "";
  return html`<div class="sr-only" aria-live="polite">${name || (state.ended ? endText(state.ended) : "")}</div>
    <div class="sr-only" aria-live="assertive">
    ${waiting ? [t("call.incoming_from", { name: partyName(waiting.party) }), origin(waiting)].filter(Boolean).join(" · ")
      : ""}</div>`;
}
