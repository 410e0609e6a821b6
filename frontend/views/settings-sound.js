// @ts-check
/** The sound: devices, how loud they are, what makes quiet calls louder, and the way to the system's own settings. */
import { useApp } from "../components/app.js";
import { Meter, MicrophoneMeter, useLevel } from "../components/level.js";
import { Button, Icon } from "../components/parts.js";
import { Group, Pref } from "../components/prefs.js";
import { SelectLine, SwitchLine } from "../components/setting.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";
import { currentCall } from "../state.js";
import { SoundTests } from "./sound-test.js";

/** @typedef {"gain_control"|"echo_cancellation"|"noise_suppression"} Part */
/** @typedef {"microphone_boost_db"|"listening_boost_db"} Boost */

/** @type {Record<Boost, number[]>} */
const STEPS_DB = { microphone_boost_db: [0, 3, 6, 9, 12, 18, 24], listening_boost_db: [0, 3, 6, 9, 12] };

/**
 * A device by its name; one that was chosen and is gone stays in the list and says so.
 * @param {string} chosen
 * @param {string[]} present
 */
export function deviceItems(chosen, present) {
  const items = [{ value: "", label: t("sound.default") }, ...present.map((name) => ({ value: name, label: name }))];
  if (chosen && !present.includes(chosen)) items.push({ value: chosen, label: t("sound.gone", { name: chosen }) });
  return items;
}

/** @param {{field: "microphone"|"speaker"|"ringer", icon: string, present: string[], text?: any}} props */
function Device({ field, icon, present, text = "" }) {
  const { data } = useApp();
  return html`<${SelectLine} field=${field} title=${t(`sound.${field}`)} text=${text} icon=${icon}
    items=${deviceItems(data.settings[field], present)} />`;
}

/**
 * The call whose sound goes through this computer.
 * @param {import("../types.js").State} state
 */
export function talkingHere(state) {
  const call = currentCall(state);
  return call?.state === "established" && call.mode !== "callback" ? call : null;
}

/** The devices, with the level of those that are in use. @param {{}} _ */
function Devices(_) {
  const { data, state } = useApp();
  const { microphones, speakers, problem } = data.devices;
  const level = useLevel(!["no_microphone", "no_sound_server"].includes(problem));
  const call = talkingHere(state);
  const own = level && html`<${MicrophoneMeter} db=${level.microphone} muted=${Boolean(call?.muted)} />`;
  const theirs = level && call && html`<${Meter} label=${t("sound.level_heard")} db=${level.speaker} />`;
  return html`<${Group} title=${t("sound.devices")}>
    <${Device} field="microphone" icon="mic" present=${microphones} text=${own} />
    <${Device} field="speaker" icon="speaker" present=${speakers} text=${theirs} />
    <${Device} field="ringer" icon="bell" present=${speakers} text=${t("sound.ringer_text")} /><//>`;
}

/** @param {{field: Part, state?: string}} props `state`: what else is to be said about it */
function Processing({ field, state: more = "" }) {
  const text = [t(`sound.${field}_text`), more].filter(Boolean).join(" · ");
  return html`<${SwitchLine} field=${field} title=${t(`sound.${field}`)} text=${text} />`;
}

/** @param {{field: Boost}} props */
function Louder({ field }) {
  const { data } = useApp();
  const chosen = data.settings[field] ?? 0;
  const steps = [...new Set([...STEPS_DB[field], chosen])].sort((a, b) => a - b);
  const items = steps.map((db) => ({ value: String(db), label: db ? `+${db} dB` : t("sound.boost_none") }));
  return html`<${SelectLine} field=${field} title=${t(`sound.${field}`)} text=${t(`sound.${field}_text`)} items=${items}
    read=${Number} />`;
}

/** @param {{}} _ */
export function Sound(_) {
  const { data, state, commands } = useApp();
  const { problem, processing } = data.devices;
  const gain = t(`sound.gain_${data.settings.gain_control ? (processing ? "works" : "idle") : "off"}`);
  return html`${problem && html`<div class="notice notice--flat notice--hold notice--above" role="status">
    <${Icon} name="warn" size=${18} /><div>${t(`sound.${problem}`)}</div></div>`}
    <${Devices} /><${SoundTests} />
    <${Group} title=${t("sound.quiet")}><${Louder} field="microphone_boost_db" />
      <${Processing} field="gain_control" state=${gain} /><${Louder} field="listening_boost_db" />
      <${Pref} title=${t("sound.system")} text=${t("sound.system_text")}>
      <${Button} icon="sliders" busy=${state.ui.pending.sound_settings}
        onClick=${() => commands.openSoundSettings()}>${t("sound.system_open")}<//><//><//>
    <${Group} title=${t("sound.processing")}>
      ${processing ? "" : html`<${Pref} title=${t("sound.no_processing")} icon="info" />`}
      <${Processing} field="echo_cancellation" /><${Processing} field="noise_suppression" /><//>`;
}
