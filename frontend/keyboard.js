// @ts-check
/** The keys of the window, as keymap.js names them. Letters work only where no text is typed. */
import { ANSWERED } from "./components/calls.js";
import { nextRegion } from "./components/regions.js";
import { firstDialable } from "./format.js";
import { isText, pressed } from "./keymap.js";
import { openPage } from "./pages.js";
import { callIsDocked, canCall, currentCall, screen, transferable, transferring } from "./state.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./components/app.js").Commands} Commands */
/** @typedef {import("./types.js").Call} Call */
/** @typedef {{event: KeyboardEvent, store: Store, commands: Commands, call: Call}} Press */

const SETTLE_MS = 1000; // somebody who typed in another program when the window came up looks up within that

/** @param {EventTarget|null} target */
export function typing(target) {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/** What each key does; `call` is there for those of calls. @type {Record<string, (press: Press) => unknown>} */
const ACTIONS = {
  search: () => document.getElementById("omni")?.focus(),
  history: ({ store }) => store.show({ section: "history" }),
  directory: ({ store }) => store.show({ section: "directory" }),
  dialpad: ({ store }) => store.show({ section: "dialpad" }),
  settings: ({ store }) => store.show({ section: "settings" }),
  help: ({ store }) => store.show({ section: "help" }),
  keys: ({ store }) => openPage(store, "keys"),
  region: () => nextRegion(false),
  region_back: () => nextRegion(true),
  quiet: ({ store, commands }) => commands.change({ do_not_disturb: !store.state.data?.settings.do_not_disturb }),
  answer: ({ call, commands }) => commands.answer(call.id),
  decline: ({ call, commands }) => commands.decline(call.id),
  silence: ({ call, commands }) => !call.silenced && commands.silence(call.id),
  hang_up: ({ call, commands }) => !transferring(call) && commands.hangUp(call.id),
  mute: ({ call, commands }) => commands.mute(call.id, !call.muted),
  hold: ({ call, commands }) => commands.hold(call.id, !call.held),
  transfer: ({ call, store }) => store.show({ overlay: { kind: "dialog", name: "transfer", detail: call.id } }),
  keypad: ({ store }) => store.show({ keypad: !store.state.ui.keypad, section: "directory", aside: "call" }),
  again: ({ call, commands }) => call.party.number && commands.dial(call.party.number, call.party.person_id),
};
const BESIDE = ["settings", "help", "keys", "region", "region_back"];
const ANYWHERE = ["search", "history", "directory", "dialpad", "quiet", ...BESIDE];
const INCOMING = ["answer", "decline", "silence"];

/** @param {readonly string[]} ids @param {Press} press @returns {boolean} whether it was one of these keys */
function act(ids, press) {
  const id = pressed(press.event, ids, press.store.state.data?.settings);
  if (id) ACTIONS[id](press);
  return id !== "";
}

/** The keys of a call are for one that comes in before the one that is going on. @param {Store} store */
function comesIn(store) {
  return (store.state.data?.calls ?? []).find((one) => one.state === "incoming") ?? null;
}

/** Keys of calls: one that comes in, one that goes on, one that has ended. @param {Omit<Press, "call">} press */
function ofCalls(press) {
  const { event, store, commands } = press;
  const call = currentCall(store.state);
  const coming = comesIn(store);
  const { keypad } = store.state.ui;
  if (call && keypad && callIsDocked(store.state) && transferable(store.state) && /^[0-9*#]$/.test(event.key)
    && isText(event)) {
    commands.sendDigit(call.id, event.key);
    return true;
  }
  if (coming && act(call === coming ? INCOMING : ["answer", "silence"], { ...press, call: coming })) return true;
  if (call && call !== coming) {
    return act(transferable(store.state) ? ["hang_up", "mute", "hold", "transfer", "keypad"] : ["hang_up"],
      { ...press, call });
  }
  const { ended } = store.state;
  return Boolean(!call && ended && canCall(store.state) && act(["again"], { ...press, call: ended }));
}

/**
 * Esc closes what is open and takes back a call that is being handed over; it never hangs up.
 * @param {Store} store
 * @param {Commands} commands
 */
function escape(store, commands) {
  const { overlay, toast, keypad } = store.state.ui;
  const call = currentCall(store.state);
  if (overlay) store.show({ overlay: null });
  else if (store.state.data?.link) commands.dismissLink();
  else if (toast) store.show({ toast: null });
  else if (screen(store.state) !== "main") store.show({ section: "directory" });
  else if (call?.transfer?.state === "failed") commands.dismissTransfer(call.id);
  else if (call?.transfer?.status !== ANSWERED && call && transferring(call)) commands.cancelTransfer(call.id);
  else if (store.state.ended) store.replace({ ...store.state, ended: null });
  else if (keypad) store.show({ keypad: false });
}

/** What is open as a question over the page: its keys are its own. @returns {HTMLElement|null} */
function question() {
  return document.querySelector("[aria-modal=true]");
}

/**
 * Keys while a question is open: it can be closed, and a call that comes in can be answered or declined; nothing behind
 * it moves.
 * @param {Omit<Press, "call">} press
 * @param {HTMLElement} asked
 */
function overPage(press, asked) {
  const { event, store, commands } = press;
  const coming = comesIn(store);
  // The focus may have been lost with a control that is gone: the next one is then inside again.
  if (event.key === "Tab" && !asked.contains(document.activeElement)) asked.focus();
  if (event.key === "Escape") escape(store, commands);
  else return Boolean(coming && coming === currentCall(store.state) && !forField(event)
    && act(INCOMING, { ...press, call: coming }));
  return true;
}

/** Digits typed on the dial pad outside its field. @param {KeyboardEvent} event @param {Store} store */
function onDialPad(event, store) {
  if (store.state.ui.section !== "dialpad" || event.ctrlKey || event.altKey || event.metaKey) return false;
  const field = document.getElementById("dial");
  if (!/^[0-9*#+]$/.test(event.key) && event.key !== "Backspace") return false;
  const { dial } = store.state.ui;
  store.show({ dial: event.key === "Backspace" ? dial.slice(0, -1) : dial + event.key });
  field?.focus();
  return true;
}

/** Whether a field would take this key itself. @param {KeyboardEvent} event */
function forField(event) {
  return typing(event.target) && (isText(event) || (/^(End|Home|Enter|Backspace)$/.test(event.key) && !event.altKey));
}

/** @param {Omit<Press, "call">} press @returns {boolean} whether the key was taken */
function inMain(press) {
  const { event, store } = press;
  const text = forField(event);
  const call = currentCall(store.state);
  return (!text && act(ANYWHERE, /** @type {Press} */ (press)))
    || (!text && !event.repeat && ofCalls(press))
    || (!typing(event.target) && !call && onDialPad(event, store));
}

/** Pasted on the dial pad outside its field. @param {ClipboardEvent} event @param {Store} store */
function paste(event, store) {
  if (store.state.ui.section !== "dialpad" || typing(event.target) || question()) return;
  const field = /** @type {HTMLInputElement|null} */ (document.getElementById("dial"));
  field?.focus();
  document.execCommand("insertText", false, firstDialable(event.clipboardData?.getData("text") ?? ""));
  event.preventDefault();
}

/**
 * @param {Store} store
 * @param {Commands} commands
 * @param {boolean} small the incoming call's window: only that call has keys
 */
export function listenToKeys(store, commands, small) {
  let came = -SETTLE_MS; // when the window got the focus without a click into it, or text was typed at a question
  window.addEventListener("focus", () => { came = performance.now(); });
  document.addEventListener("pointerdown", () => { came = -SETTLE_MS; }, true);
  document.addEventListener("keydown", (event) => {
    const shown = screen(store.state);
    if (shown === "starting" || event.isComposing || event.defaultPrevented) return;
    const press = { event, store, commands };
    const asked = question();
    if (isText(event) && !/[\d*#+]/.test(event.key) && !typing(event.target)) { // a number is dialled in a hurry
      if (performance.now() - came < SETTLE_MS) return;
      if (asked) came = performance.now();
    }
    const coming = comesIn(store);
    const taken = small ? Boolean(coming && act(INCOMING, { ...press, call: coming })) : asked ? overPage(press, asked)
      : (shown === "main" ? inMain(press) : !forField(event) && act(BESIDE, /** @type {any} */ (press)))
        || (event.key === "Escape" && (escape(store, commands), true));
    if (taken) event.preventDefault();
  });
  if (!small) document.addEventListener("paste", (event) => paste(event, store));
}
