// @ts-check
/** The current call, beside the directory. Its tint and its words say the same. */
import { useApp, useNow } from "../components/app.js";
import { Avatar, numberIcon } from "../components/avatar.js";
import { callStateText, endText, origin, partyLine, partyName, talking, wentWrong } from "../components/calls.js";
import { useSlow } from "../components/fetched.js";
import { Button, Icon, Kbd, Spinner } from "../components/parts.js";
import { focusDock, focusRegion } from "../components/regions.js";
import { duration, timer } from "../format.js";
import { t } from "../i18n/index.js";
import { keyOf } from "../keymap.js";
import { html, useEffect } from "../preact.js";
import { canCall, holding, transferring } from "../state.js";
import { CallKeypad } from "./call-keypad.js";
import { CallbackSteps, MobileRings, OwnMobile } from "./callback.js";
import { More } from "./more.js";
import { RecentCalls } from "./recent.js";
import { SilenceKey } from "./silence.js";
import { CancelTransfer, TransferFailed, TransferTarget } from "./transferring.js";

/** @typedef {import("../types.js").Call} Call */

/** @param {Call} call */
function tone(call) {
  if (call.state === "ended") return wentWrong(call) ? "dock--bad" : "dock--done";
  if (transferring(call)) return "dock--wait";
  if (call.held || call.remote_held) return "dock--hold";
  return call.state === "established" ? "" : "dock--wait";
}

/** @param {{call: Call}} props */
export function Who({ call }) {
  const { party } = call;
  const now = useNow(call.state !== "ended");
  const line = partyLine(party);
  const from = origin(call);
  return html`<div class="dock__who"><${Avatar} name=${party.name} icon=${numberIcon(party.canonical)} size="xl" />
    <h2 class="dock__name num selectable">${partyName(party)}</h2>
    ${line && html`<div class="soft num selectable">${line}</div>`}
    ${from && html`<div class="muted num">${from}</div>`}
    ${(call.state === "calling" || call.state === "ringing")
      && html`<div class="muted num dock__wait">${t("call.waited", { duration: duration(now - call.started_at) })}
        </div>`}
    ${transferring(call) ? html`<div class="muted">${t("transfer.hears_music")}</div>` : call.state === "established"
      && html`<div class="dock__timer num" role="timer" aria-label=${t("call.duration")}>${timer(talking(call, now))}
        </div>`}</div>`;
}

/**
 * @param {{icon: string, label: string, k: string, on?: boolean, busy?: boolean, dialog?: boolean, onClick: () => void}}
 *   props
 */
function Control({ icon, label, k, on = false, busy = false, dialog = false, onClick }) {
  return html`<button type="button" class=${`ctrl ${on ? "is-on" : ""}`} aria-pressed=${dialog ? undefined : on}
    aria-haspopup=${dialog ? "dialog" : undefined} aria-keyshortcuts=${k} aria-busy=${busy ? "true" : undefined}
    onClick=${onClick}>
    ${busy ? html`<span class="ctrl__spin"><${Spinner} /></span>` : html`<${Icon} name=${icon} size=${22} />`}<span>${label}</span><${Kbd}>${k}<//></button>`;
}

/** @param {{call: Call}} props */
export function Controls({ call }) {
  const { commands, state, store } = useApp();
  const slow = useSlow(holding(state, call));
  return html`<div class="ctrls" role="group" aria-label=${t("call.controls")}>
    <${Control} icon=${call.muted ? "mic-off" : "mic"} label=${t(call.muted ? "call.unmute" : "call.mute")} k=${keyOf("mute")}
      on=${call.muted} onClick=${() => commands.mute(call.id, !call.muted)} />
    <${Control} icon=${call.held ? "play" : "pause"} label=${t(call.held ? "call.resume" : "call.hold")} k=${keyOf("hold")}
      on=${call.held} busy=${slow} onClick=${() => commands.hold(call.id, !call.held)} />
    <${Control} icon="dialpad" label=${t("call.keypad")} k=${keyOf("keypad")} onClick=${() => store.show({ keypad: true })} />
    <${Control} icon="transfer" label=${t("transfer.title")} k=${keyOf("transfer")} dialog=${true}
      onClick=${() => store.show({ overlay: { kind: "dialog", name: "transfer", detail: call.id } })} />
    </div>`;
}

/** What must be known about this call beyond its state. @param {{call: Call}} props */
function Remarks({ call }) {
  const { data } = useApp();
  const remarks = [];
  if (call.remote_held) remarks.push(t("call.remote_held_explained"));
  if (call.held) remarks.push(t("call.held_explained"));
  if (call.muted && call.state === "established") remarks.push(t("call.muted_explained"));
  if (data.devices.problem) remarks.push(t(`sound.${data.devices.problem}`));
  return remarks.map((text) => html`<div key=${text} class="notice notice--hold"><${Icon} name="info" size=${18} />
    <div class="t-12">${text}</div></div>`);
}

/** @param {{call: Call}} props */
export function AnswerButtons({ call }) {
  const { commands, state } = useApp();
  const { pending } = state.ui;
  return html`<div class="dock__three"><${SilenceKey} call=${call} v="lg" />
    <${Button} v="end lg" icon="hangup" size=${20} busy=${pending[`decline:${call.id}`]}
      onClick=${() => commands.decline(call.id)}>${t("call.decline")}<//>
    <${Button} v="call lg" icon="phone" busy=${pending[`answer:${call.id}`]}
      onClick=${() => commands.answer(call.id)}>${t("call.answer")}<//></div>`;
}

/** @param {{call: Call}} props */
export function HangUp({ call }) {
  const { commands, state } = useApp();
  const label = t(call.state === "established" ? "call.hang_up" : "call.cancel");
  return html`<${Button} v="end lg block" icon="hangup" size=${22} k="End"
    busy=${state.ui.pending[`hangup:${call.id}`]} onClick=${() => commands.hangUp(call.id)}>${label}<//>`;
}

/** A call that is over: why, how long it was, and the same number once more. @param {{call: Call}} props */
function Over({ call }) {
  const { state, store, commands } = useApp();
  const again = call.direction === "outgoing" ? "call.again" : "call.call_back";
  const number = call.party.number;
  return html`<section class=${`dock ${tone(call)}`} aria-label=${t("call.ended_label")} data-region="dock"
    tabindex="-1">
    <div class="dock__bar">${t("call.ended")}</div><${Who} call=${call} />
    <p class="dock__end"><span>${endText(call)}</span> <${More} code=${call.ended?.code ?? ""} /></p>
    ${call.duration_ms > 0 && html`<p class="dock__total soft num">
    ${t("call.lasted", { duration: duration(call.duration_ms) })}</p>`}
    <div class="dock__foot">${number
      && html`<${Button} v="lg block" icon="phone" k=${keyOf("again")} disabled=${!canCall(state)}
        onClick=${() => commands.dial(number, call.party.person_id)}>${t(again)}<//>`}
      <${Button} v="quiet lg block" k="Esc" onClick=${() => store.replace({ ...store.state, ended: null })}>
      ${t("common.close")}<//></div></section>`;
}

/** @param {{call: Call}} props */
export function Dock({ call }) {
  const { state } = useApp();
  useEffect(() => {
    if (call.direction === "outgoing" && call.state !== "ended") focusDock();
  }, [call.id]);
  useEffect(() => {
    // Answered by a key while nothing had the focus: then it has nothing to lose.
    if (call.state === "established" && document.activeElement === document.body) focusRegion();
  }, [call.state]);
  if (call.state === "ended") return html`<${Over} call=${call} />`;
  const [inside, foot] = parts(call, state.ui.keypad);
  return html`<section class=${`dock ${tone(call)}`} aria-label=${t("call.label")} data-region="dock" tabindex="-1">
    <div class="dock__bar">${call.state === "incoming"
      && html`<span class="rings" aria-hidden="true"><i></i><i></i><i></i></span>`}${barText(call)}
      ${call.mode === "callback" && html`<${OwnMobile} />`}</div>
    ${inside}<div class="dock__foot">${foot}</div></section>`;
}

/** @param {Call} call */
function barText(call) {
  if (transferring(call)) return t("transfer.under_way");
  return call.mode === "callback" && call.state !== "established" ? t("callback.title") : callStateText(call);
}

/** What stands in the dock, and at its foot. @param {Call} call @param {boolean} keypad @returns {[any, any]} */
function parts(call, keypad) {
  if (call.state === "incoming") {
    return [html`<${Who} call=${call} /><${MobileRings} /><${Remarks} call=${call} />`,
      html`<${AnswerButtons} call=${call} />`];
  }
  const hangUp = html`<${HangUp} call=${call} />`;
  if (call.mode === "callback") {
    return [html`<${Who} call=${call} /><${CallbackSteps} call=${call} />`,
      html`<p class="muted t-12 dock__note">${t("callback.not_listening")}</p>${hangUp}`];
  }
  if (call.state !== "established") return [html`<${Who} call=${call} /><${Remarks} call=${call} />`, hangUp];
  if (transferring(call)) {
    return [html`<${Who} call=${call} /><${TransferTarget} call=${call} />`, html`<${CancelTransfer} call=${call} />`];
  }
  if (keypad) return [html`<${CallKeypad} call=${call} />`, html`<${BackToControls} />${hangUp}`];
  return [html`<${Who} call=${call} /><${TransferFailed} call=${call} /><${Controls} call=${call} />
    <${Remarks} call=${call} />${call.party.canonical && html`<${RecentCalls} cls="dock__ctx" limit=${2}
      title=${t("call.recent", { name: partyName(call.party) })} numbers=${[call.party.canonical]} />`}`, hangUp];
}

/** @param {{}} _ */
function BackToControls(_) {
  const { store } = useApp();
  return html`<${Button} v="block" icon="chev-left" k="K" onClick=${() => store.show({ keypad: false })}>
    ${t("call.back_to_controls")}<//>`;
}
