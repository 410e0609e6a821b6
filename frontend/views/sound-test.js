// @ts-check
/** Trying the sound: hear oneself, the speaker, the ring tone, and a call to the enterprise's echo service. */
import { useApp, useNow } from "../components/app.js";
import { Button, Progress } from "../components/parts.js";
import { Group, Pref } from "../components/prefs.js";
import { secondsLeft } from "../format.js";
import { has, sentence, t } from "../i18n/index.js";
import { html, useEffect, useRef } from "../preact.js";
import { canCall } from "../state.js";

/** @typedef {"microphone"|"speaker"|"ring"} Kind */

/** How long the microphone is recorded, ms. */
const RECORDED_MS = 5_000;

/** @param {string} code */
function problem(code) {
  return has(`sound.${code}`) ? t(`sound.${code}`) : sentence({ code, detail: {} });
}

/** What the microphone's test does now. @param {{startedAt: number}} props */
function Recording({ startedAt }) {
  const now = useNow(true);
  const left = secondsLeft(startedAt + RECORDED_MS, now);
  return html`<span class="num">${t("sound_test.recording", { n: left })}</span>
    <${Progress} label=${t("sound_test.recorded")} part=${(now - startedAt) / RECORDED_MS} />`;
}

/** @param {Kind} kind @param {import("../types.js").SoundTest} test */
function remark(kind, test) {
  if (test.kind !== kind || test.state === "idle") return t(`sound_test.${kind}_text`);
  if (test.state === "failed") return html`<span class="t-end" role="alert">${problem(test.error)}</span>`;
  if (test.state === "recording") return html`<${Recording} startedAt=${test.started_at} />`;
  return html`<span role="status">${t(`sound_test.${kind}_playing`)}</span>`;
}

/** @param {{kind: Kind, icon: string}} props */
function Test({ kind, icon }) {
  const { data, state, commands } = useApp();
  const test = data.sound_test;
  const runs = test.kind === kind && (test.state === "recording" || test.state === "playing");
  const press = () => (runs ? commands.stopSoundTest() : commands.testSound(kind));
  return html`<${Pref} title=${t(`sound_test.${kind}`)} icon=${icon} text=${remark(kind, test)}>
    <${Button} icon=${runs ? "x" : "play"} busy=${state.ui.pending.sound_test && !runs} onClick=${press}>
    ${t(runs ? "sound_test.stop" : "sound_test.start")}<//><//>`;
}

/** A call that sends back what it hears; there where the platform has one. @param {{}} _ */
function Echo(_) {
  const { data, state, commands } = useApp();
  const echo = data.account?.echo;
  if (!echo) return null;
  return html`<${Pref} title=${t("sound_test.echo")} icon="phone" text=${t("sound_test.echo_text", { extension: echo })}>
    <${Button} icon="phone" busy=${state.ui.pending.dial} disabled=${!canCall(state)}
      onClick=${() => commands.dialNow(echo)}>${t("sound_test.start")}<//><//>`;
}

/** @param {{}} _ */
export function SoundTests(_) {
  const { data, commands } = useApp();
  const state = useRef("");
  state.current = data.sound_test.state;
  // Who leaves the page is no longer listening.
  useEffect(() => () => {
    if (state.current === "recording" || state.current === "playing") commands.stopSoundTest();
  }, []);
  return html`<${Group} title=${t("sound_test.title")}><${Test} kind="microphone" icon="mic" />
    <${Test} kind="speaker" icon="speaker" /><${Test} kind="ring" icon="bell" /><${Echo} /><//>`;
}
