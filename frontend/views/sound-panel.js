// @ts-check
/** The sound at hand, also during a call: devices, how loud it is, and the way to everything else about it. */
import { useApp } from "../components/app.js";
import { Meter, MicrophoneMeter, useLevel } from "../components/level.js";
import { Button, Select } from "../components/parts.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";
import { More } from "./more.js";
import { deviceItems, talkingHere } from "./settings-sound.js";

/** @param {{field: "microphone"|"speaker", present: string[], children?: any}} props */
function Device({ field, present, children }) {
  const { data, commands } = useApp();
  const chosen = data.settings[field];
  return html`<div><div class="explain__label">${t(`sound.${field}`)}</div>
    <${Select} label=${t(`sound.${field}`)} value=${chosen} items=${deviceItems(chosen, present)}
      onPick=${(/** @type {string} */ name) => commands.change({ [field]: name })} />${children}</div>`;
}

/** @param {{}} _ */
export function SoundPanel(_) {
  const { data, state, store } = useApp();
  const { microphones, speakers, problem, processing } = data.devices;
  const level = useLevel(!problem);
  const call = talkingHere(state);
  return html`${problem && html`<p>${t(`sound.${problem}`)} <${More} code=${problem} /></p>`}
    <${Device} field="microphone" present=${microphones}>
      ${level && html`<${MicrophoneMeter} db=${level.microphone} muted=${Boolean(call?.muted)} />`}<//>
    <${Device} field="speaker" present=${speakers}>
      ${level && call && html`<${Meter} label=${t("sound.level_heard")} db=${level.speaker} />`}<//>
    ${!processing && html`<p class="muted t-12">${t("sound.no_processing")}</p>`}
    <${Button} v="sm" icon="sliders" size=${16}
      onClick=${() => store.show({ section: "settings", page: "sound", overlay: null })}>${t("sound.settings")}<//>
    ${!problem && html`<${More} code="quiet" />`}`;
}
