// @ts-check
/**
 * Every key of the program in one table: keyboard.js acts by it, the settings show it, and controls name theirs from it.
 * A chord that begins with @ is the one that the user chose in this setting.
 * Keys of a group with `own` are those of the part of the page that it names; all others are taken by keyboard.js.
 * @typedef {import("./types.js").Settings} Settings
 * @typedef {{id: string, keys: string[]}} Key
 * @typedef {{id: string, own?: boolean, keys: Key[]}} KeyGroup
 */

/** @param {string} id @param {...string} keys @returns {Key} */
const key = (id, ...keys) => ({ id, keys });

/** @type {KeyGroup[]} */
export const KEY_GROUPS = [
  { id: "anywhere", keys: [
    key("search", "Ctrl+K"), key("history", "Ctrl+1"), key("directory", "Ctrl+2"), key("dialpad", "Ctrl+3"),
    key("settings", "Ctrl+4", "Ctrl+,"), key("help", "Ctrl+5", "F1"), key("keys", "?", "Shift+F1"),
    key("region", "F6"), key("region_back", "Shift+F6"), key("quiet", "Ctrl+Shift+D"), key("close", "Escape"),
  ] },
  { id: "incoming", keys: [
    key("answer", "@key_answer"), key("decline", "End", "@key_hang_up"), key("silence", "Q"),
  ] },
  { id: "call", keys: [
    key("mute", "M", "@key_mute"), key("hold", "H"), key("keypad", "K"), key("transfer", "T"),
    key("hang_up", "End", "@key_hang_up"), key("again", "R"),
  ] },
  { id: "sending", own: true, keys: [key("digits", "0…9", "*", "#"), key("cancel_transfer", "Escape")] },
  { id: "found", own: true, keys: [
    key("choose", "↑", "↓"), key("call_extension", "Enter"), key("call_mobile", "Ctrl+Enter"), key("details", "→"),
  ] },
  { id: "list", own: true, keys: [
    key("walk", "↑", "↓"), key("ends", "Home", "End"), key("far", "PageUp", "PageDown"), key("show", "Space"),
    key("call_extension", "Enter"), key("call_mobile", "Ctrl+Enter"), key("fold", "←", "→"),
  ] },
  { id: "pad", own: true, keys: [
    key("type", "0…9", "*", "#", "+"), key("erase", "Backspace"), key("paste", "Ctrl+V"), key("call", "Enter"),
  ] },
  { id: "question", own: true, keys: [
    key("next", "Tab"), key("before", "Shift+Tab"), key("press", "Enter"), key("choose", "↑", "↓"),
  ] },
];

const TAKEN = new Map(KEY_GROUPS.filter((group) => !group.own).flatMap((group) => group.keys)
  .map((one) => [one.id, one.keys]));

/** The key that a control names as its own. @param {string} id */
export function keyOf(id) {
  return TAKEN.get(id)?.[0] ?? "";
}

/** A chord as aria-keyshortcuts names it. @param {string} chord */
export function ariaKeys(chord) {
  return chord.replace("Ctrl", "Control");
}

/** @param {KeyboardEvent} event @param {string} chord such as Ctrl+Alt+A */
function matches(event, chord) {
  const parts = chord.split("+");
  const named = /** @type {string} */ (parts.pop());
  const sign = /^[^\w\s]$/.test(named); // where Shift makes it is the keyboard's affair
  return event.key.toLowerCase() === named.toLowerCase() && !event.metaKey
    && event.ctrlKey === parts.includes("Ctrl") && event.altKey === parts.includes("Alt")
    && (sign || event.shiftKey === parts.includes("Shift"));
}

/**
 * The chords in force.
 * @param {readonly string[]} keys
 * @param {Settings|undefined} settings
 */
export function chords(keys, settings) {
  const chosen = /** @type {any} */ (settings) ?? {};
  return keys.map((one) => one.startsWith("@") ? chosen[one.slice(1)] ?? "" : one).filter(Boolean);
}

/**
 * Which of these keys was pressed; "" for none.
 * @param {KeyboardEvent} event
 * @param {readonly string[]} ids
 * @param {Settings|undefined} settings
 */
export function pressed(event, ids, settings) {
  return ids.find((id) => chords(TAKEN.get(id) ?? [], settings).some((chord) => matches(event, chord))) ?? "";
}

/**
 * The chord of a key with its modifiers; "" while only modifiers are down, or for what cannot be a key of all programs:
 * it needs two modifiers and a letter or digit.
 * @param {KeyboardEvent} event
 */
export function chordOf(event) {
  const modifiers = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift"].filter(Boolean);
  const [, named] = /^(?:Key|Digit)([A-Z0-9])$/.exec(event.code) ?? []; // with Alt or Shift the sign may be another
  return named && modifiers.length > 1 && !event.metaKey ? [...modifiers, named].join("+") : "";
}

/** The key of the window that this chord is already; "" for none. @param {string} chord */
export function usedFor(chord) {
  return [...TAKEN].find(([, keys]) => keys.includes(chord))?.[0] ?? "";
}

/** Whether a chord is a letter or sign alone, which a field would take as text. @param {KeyboardEvent} event */
export function isText(event) {
  return event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
}
