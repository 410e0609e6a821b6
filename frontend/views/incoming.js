// @ts-check
/** The small window of an incoming call: prepared before it is needed, so that it only has to draw the caller. */
import { useApp, useNow } from "../components/app.js";
import { Avatar, numberIcon } from "../components/avatar.js";
import { origin, partyLine, partyName } from "../components/calls.js";
import { Button, Icon } from "../components/parts.js";
import { timer } from "../format.js";
import { sentence, t } from "../i18n/index.js";
import { html, useEffect } from "../preact.js";
import { mobileRings } from "./callback.js";
import { SilenceKey } from "./silence.js";

/** @typedef {import("../types.js").Call} Call */

/**
 * The line under the caller: a refusal, else where the call comes from and where else it rings.
 * @param {Call} call @param {import("../types.js").Failure|null} toast @param {string} mobile
 */
function noteOf(call, toast, mobile) {
  if (toast) return { icon: "warn", text: sentence(toast), cls: "t-end" };
  const from = origin(call);
  const text = [from, mobile].filter(Boolean).join(" · ");
  return text ? { icon: from ? "building" : "mobile", text, cls: "" } : null;
}

/** What kind of call it is, and that it rings without a sound. @param {Call} call */
function kindOf({ party, referred_by: by, silenced }) {
  const internal = party.canonical.startsWith("ext:");
  const kind = t(by ? "incoming.transferred" : internal ? "incoming.internal" : "incoming.outside");
  return silenced ? `${kind} · ${t("call.silenced")}` : kind;
}

/** @param {{call: Call}} props */
function Caller({ call }) {
  const { data, state, commands, store } = useApp();
  const now = useNow(true);
  const { party } = call;
  const { pending, toast } = state.ui;
  useEffect(() => {
    // Two frames: the first carries out the drawing, in the second it has been shown.
    requestAnimationFrame(() => requestAnimationFrame(() =>
      store.transport.request("POST", "/api/window/incoming", { action: "shown" }).catch(() => undefined)));
  }, [call.id]);
  const note = noteOf(call, toast, mobileRings(data.account));
  return html`<main><div class="incoming" role="alertdialog" aria-label=${t("call.incoming")}
    aria-describedby="caller origin">
    <div class="incoming__bar"><span class="rings" aria-hidden="true"><i></i><i></i><i></i></span><span>${kindOf(call)}
    </span><span class="num">${timer(now - call.started_at)}</span><div class="spacer"></div>
      <span class="num">${t("incoming.extension", { extension: data.account?.extension ?? "" })}</span></div>
    <div class="incoming__who" id="caller">
    <${Avatar} name=${party.name} icon=${numberIcon(party.canonical)} size="lg" /><div class="incoming__text">
    <h1 class="incoming__name num ellipsis">${partyName(party)}</h1>
      <div class="soft num ellipsis">${partyLine(party) || (party.name ? "" : t("history.not_in_directory"))}</div>
      </div></div>
    <div id="origin" class=${`incoming__via num ${note?.cls ?? ""}`} role=${toast ? "alert" : undefined}>
    ${note && html`<${Icon} name=${note.icon} size=${16} /><span class="ellipsis">${note.text}</span>`}</div>
    <div class="incoming__acts"><${SilenceKey} call=${call} v="lg" /><${Button} v="end lg" icon="hangup" size=${20} busy=${pending[`decline:${call.id}`]}
      onClick=${() => commands.decline(call.id)}>${t("call.decline")}<//>
      <${Button} v="call lg" icon="phone" busy=${pending[`answer:${call.id}`]}
        onClick=${() => commands.answer(call.id)}>${t("call.answer")}<//></div></div></main>`;
}

/** @param {{}} _ */
export function IncomingWindow(_) {
  const { state } = useApp();
  const call = (state.data?.calls ?? []).find((one) => one.state === "incoming");
  return call ? html`<${Caller} key=${call.id} call=${call} />`
    : html`<main class="incoming"><h1 class="sr-only">${t("incoming.none")}</h1></main>`;
}
