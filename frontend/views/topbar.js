// @ts-check
/** The bar over the content: search, which mode applies and why, the sound, the connection. */
import { useApp, useNow } from "../components/app.js";
import { Popover } from "../components/overlay.js";
import { Icon } from "../components/parts.js";
import { displayNumber, secondsLeft } from "../format.js";
import { sentence, sentences, t } from "../i18n/index.js";
import { html } from "../preact.js";
import { More } from "./more.js";
import { Omnibox } from "./omnibox.js";
import { SoundPanel } from "./sound-panel.js";

/** @param {{name: string, icon?: string, mark?: any, text: string, tone?: string, children?: any}} props */
function Chip({ name, icon = "", mark, text, tone = "", children }) {
  const { state, store } = useApp();
  const open = state.ui.overlay?.kind === "menu" && state.ui.overlay.name === name;
  const toggle = () => store.show({ overlay: open ? null : { kind: "menu", name } });
  return html`<span class="chipbox">
    <button type="button" class=${`chip ${tone && `chip--${tone}`} ${open ? "is-open" : ""}`} title=${text}
      aria-label=${`${t(`chip.${name}`)} ${text}`}
      aria-haspopup="dialog" aria-expanded=${open} onClick=${toggle}>
      ${mark || html`<${Icon} name=${icon} size=${18} />`}<span class="chip__text ellipsis">${text}</span></button>
    ${open && html`<${Popover} label=${t(`chip.${name}`)} role="dialog" cls="popover--end"
      onClose=${() => store.show({ overlay: null })}><div class="explain">${children}</div><//>`}</span>`;
}

/** @param {{}} _ */
function ModeChip(_) {
  const { data } = useApp();
  const { mode, mode_reason, mobile } = /** @type {import("../types.js").Account} */ (data.account);
  const callback = mode === "callback";
  return html`<${Chip} name="mode" icon=${callback ? "callback" : "monitor"}
    text=${t(callback ? "mode.callback" : "mode.network")}>
    <p>${t(callback ? "mode.callback_explained" : "mode.network_explained", { mobile: displayNumber(mobile) })}</p>
    ${callback && html`<p>${t("mode.callback_incoming")}</p><p>${t("mode.callback_emergency")}</p>`}
    <p class="muted t-12">${t(mode_reason === "mobile_client" ? "mode.by_mobile" : "mode.by_administration")}</p>
    <p><${More} code="mode" /></p><//>`;
}

/** The device that is in use, or what is wrong with the sound. */
function useSoundText() {
  const { microphone, speaker, problem } = useApp().data.devices;
  if (problem) return t(`sound.short.${problem}`);
  return speaker || microphone || t("sound.default");
}

/** @param {{}} _ */
function SoundChip(_) {
  const { problem } = useApp().data.devices;
  return html`<${Chip} name="sound" icon=${problem ? "warn" : "headset"} tone=${problem ? "hold" : ""}
    text=${useSoundText()}><${SoundPanel} /><//>`;
}

/** Why there is no connection and when it is tried again. @param {{}} _ */
export function LineReason(_) {
  const { data, state } = useApp();
  const { reason, retry_at } = data.registration;
  const waiting = retry_at > 0 && state.link === "ready";
  const now = useNow(waiting);
  if (state.link === "lost") return html`<span>${t("line.program_lost")}</span>`;
  const left = waiting ? secondsLeft(retry_at, now) : 0;
  const why = reason ? sentence({ code: reason, detail: {} }) : t("line.cannot_call");
  const next = left > 0 ? t("line.retry_in", { n: left }) : t("line.retrying");
  return html`<span class="num">${waiting ? sentences(why, next) : why}</span>`;
}

/** @param {{}} _ */
function LineChip(_) {
  const { data, state } = useApp();
  const account = /** @type {import("../types.js").Account} */ (data.account);
  const line = state.link === "lost" ? "failed" : data.registration.state;
  if (line === "registered") {
    return html`<${Chip} name="line" mark=${html`<i class="dot dot--free"></i>`} text=${t("line.registered")}>
      <p class="num">${t("line.registered_explained",
        { main: displayNumber(account.main_number), extension: account.extension })}</p><//>`;
  }
  const busy = line === "registering" && !data.registration.reason;
  return html`<${Chip} name="line" icon="unplug" mark=${busy && html`<i class="spin" aria-hidden="true"></i>`}
    tone=${busy ? "" : "bad"} text=${t(busy ? "line.registering" : "line.failed")}>
    <p>${busy ? t("line.registering_explained") : html`<${LineReason} />`}</p><//>`;
}

/** 免打扰 while it is on: a click turns it off. @param {{}} _ */
function QuietChip(_) {
  const { data, commands } = useApp();
  if (!data.settings.do_not_disturb) return null;
  const locked = data.locked.includes("do_not_disturb");
  return html`<button type="button" class="chip chip--hold chip--quiet" disabled=${locked}
    title=${t(locked ? "settings.locked" : "quiet.off")} aria-label=${`${t("quiet.title")} ${locked ? "" : t("quiet.off")}`}
    onClick=${() => commands.change({ do_not_disturb: false })}>
    <${Icon} name="bell-off" size=${18} /><span class="chip__text ellipsis">${t("quiet.title")}</span></button>`;
}

/** @param {{}} _ */
export function TopBar(_) {
  return html`<header class="topbar" data-region="topbar"><${Omnibox} /><div class="spacer"></div>
    <${QuietChip} /><${ModeChip} /><${SoundChip} /><i class="sep" aria-hidden="true"></i><${LineChip} /></header>`;
}
