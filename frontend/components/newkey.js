// @ts-check
/** A key that works in all programs, and how it is changed: press the button, then the new keys. */
import { getLanguage, t } from "../i18n/index.js";
import { chordOf, usedFor } from "../keymap.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../preact.js";
import { useApp } from "./app.js";
import { Chord } from "./keyset.js";
import { Button, Icon } from "./parts.js";
import { Lock, Pref } from "./prefs.js";

const LISTEN_MS = 20_000; // after this the program holds its keys again

/** The line below the keys that says what can be pressed, and why something cannot: no key moves by it. */
export const HINT = "keys-hint";
/** @typedef {{text: string, wrong?: boolean}|null} Hint */
/** @typedef {(hint: Hint) => void} Say */
/** @typedef {"key_answer"|"key_hang_up"|"key_mute"|"key_dial"} Field */
/** What they are where nobody has changed them. @type {Record<Field, string>} */
export const USUAL = { key_answer: "Ctrl+Alt+A", key_hang_up: "Ctrl+Alt+H", key_mute: "Ctrl+Alt+M", key_dial: "" };
export const FIELDS = /** @type {Field[]} */ (Object.keys(USUAL));

/** Why these keys cannot be had; "" when they can. @param {string} chord @param {Field} field */
function useAgainst(chord, field) {
  const { data } = useApp();
  const other = FIELDS.find((one) => one !== field && data.settings[one] === chord);
  const own = usedFor(chord);
  if (!chord) return t("keys.not_enough");
  if (other) return t("keys.taken", { key: t(`keys.${other}`) });
  return own ? t("keys.taken", { key: t(`keys.${own}`) }) : "";
}

/**
 * Listens for the new keys; they come to the page because the program lets go of its own meanwhile.
 * @param {{field: Field, label: string, done: (left: boolean) => void, say: Say}} props `left`: for another control
 */
function Listening({ field, label, done, say }) {
  const { commands } = useApp();
  const [pressed, setPressed] = useState(/** @type {string|null} */ (null));
  const against = useAgainst(pressed ?? "", field);
  const button = useRef(/** @type {HTMLElement|null} */ (null));
  useLayoutEffect(() => button.current?.querySelector("button")?.focus(), []); // before the next key comes
  useEffect(() => {
    commands.pauseKeys(true);
    const end = setTimeout(() => done(false), LISTEN_MS);
    return () => { clearTimeout(end); commands.pauseKeys(false); say(null); };
  }, []);
  const hint = pressed === null ? t("keys.press_how") : against;
  useEffect(() => say({ text: hint, wrong: pressed !== null }), [hint]);
  useEffect(() => {
    if (pressed && !against) { commands.change({ [field]: pressed }); done(false); }
  }, [pressed]);
  const heard = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Tab" || /^(Control|Alt|Shift|Meta|AltGraph)$/.test(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const alone = !(event.ctrlKey || event.altKey || event.shiftKey || event.metaKey);
    if (alone && event.key === "Escape") { done(false); return; }
    if (alone && (event.key === "Backspace" || event.key === "Delete")) { commands.change({ [field]: "" }); done(false); return; }
    setPressed(chordOf(event));
  };
  return html`<span ref=${button} class="newkey" onKeyDown=${heard} onfocusout=${() => done(true)}>
    <${Button} v="sm" cls="is-listening" label=${`${label} ${t("keys.press_new")}`}
      aria-describedby=${HINT}>${t("keys.press_new")}<//></span>`;
}

/** @param {{field: Field, missing: string, conflict: boolean, say: Say}} props `missing`: why there are no such keys here */
export function NewKey({ field, missing, conflict, say }) {
  const { data } = useApp();
  const [listening, setListening] = useState(false);
  const shown = useRef(/** @type {HTMLElement|null} */ (null));
  const how = useRef(/** @type {""|"left"|"done"} */ ("")); // the first end counts: a control that goes loses its focus too
  useLayoutEffect(() => {
    if (!listening && how.current === "done") shown.current?.focus();
    how.current = "";
  }, [listening]);
  const done = (/** @type {boolean} */ left) => { how.current ||= left ? "left" : "done"; setListening(false); };
  const label = t(`keys.${field}`);
  const locked = data.locked.includes(field);
  const chord = data.settings[field];
  const badge = html`${locked && html`<${Lock}>${t("settings.locked")}<//>`}
    ${conflict && html`<span class="badge badge--hold"><${Icon} name="warn" size=${14} />${t("keys.conflict")}</span>`}`;
  return html`<${Pref} title=${label} badge=${badge} text=${conflict ? t(locked ? "keys.conflict_locked" : "keys.conflict_text") : ""}>
    ${listening ? html`<${Listening} field=${field} label=${label} done=${done} say=${say} />`
      : html`<button type="button" ref=${shown} class="keybutton" lang=${getLanguage()} disabled=${locked || missing !== ""}
        title=${t("keys.change")}
        onClick=${() => setListening(true)}>
        <span class="sr-only">${label}</span>
        ${chord ? html`<${Chord} chord=${chord} />` : html`<span class="soft">${t("keys.none")}</span>`}</button>`}<//>`;
}
