// @ts-check
/** The keys of the window. Single letters work only where no text is typed. */
import { ANSWERED } from "./components/calls.js";
import { nextRegion } from "./components/regions.js";
import { SECTIONS } from "./views/rail.js";
import { callIsDocked, currentCall, screen, transferable, transferring } from "./state.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./components/app.js").Commands} Commands */
/** @typedef {import("./types.js").Call} Call */

/** @param {EventTarget|null} target */
export function typing(target) {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/**
 * Keys that work everywhere.
 * @param {KeyboardEvent} event
 * @param {Store} store
 * @returns {boolean} whether it was one
 */
function anywhere(event, store) {
  if (event.key === "F6") nextRegion(event.shiftKey);
  else if (event.ctrlKey && event.key.toLowerCase() === "k") document.getElementById("omni")?.focus();
  else if (event.ctrlKey && event.key === ",") store.show({ section: "settings" });
  else if (event.ctrlKey && SECTIONS[Number(event.key) - 1]) store.show({ section: SECTIONS[Number(event.key) - 1].id });
  else return false;
  return true;
}

/**
 * Keys of a running call.
 * @param {KeyboardEvent} event
 * @param {Call} call
 * @param {Store} store
 * @param {Commands} commands
 */
function inCall(event, call, store, commands) {
  if (event.key === "End") {
    if (call.state === "incoming") commands.decline(call.id);
    else if (!transferring(call)) commands.hangUp(call.id);
    return true;
  }
  if (!transferable(store.state) || event.ctrlKey || event.altKey || event.metaKey) return false;
  const { keypad } = store.state.ui;
  const key = event.key.toLowerCase();
  if (keypad && callIsDocked(store.state) && /^[0-9*#]$/.test(key)) commands.sendDigit(call.id, key);
  else if (key === "m") commands.mute(call.id, !call.muted);
  else if (key === "h") commands.hold(call.id, !call.held);
  else if (key === "t") store.show({ overlay: { kind: "dialog", name: "transfer", detail: call.id } });
  else if (key === "k") store.show({ keypad: !keypad, section: "directory", aside: "call" });
  else return false;
  return true;
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
  else if (toast) store.show({ toast: null });
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
 * Keys while a question is open: it can be closed, and a call that comes in can be declined; nothing behind it moves.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} asked
 * @param {Call|null} call
 * @param {Store} store
 * @param {Commands} commands
 */
function overPage(event, asked, call, store, commands) {
  // The focus may have been lost with a control that is gone: the next one is then inside again.
  if (event.key === "Tab" && !asked.contains(document.activeElement)) asked.focus();
  if (event.key === "Escape") escape(store, commands);
  else if (event.key === "End" && call?.state === "incoming" && !typing(event.target)) commands.decline(call.id);
  else return false;
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

/** A call whose keypad is open takes digits even from the list. @param {Store} store @param {Commands} commands */
export function listenToKeys(store, commands) {
  document.addEventListener("keydown", (event) => {
    if (screen(store.state) !== "main" || event.isComposing || event.defaultPrevented) return;
    const call = currentCall(store.state);
    const text = typing(event.target);
    const asked = question();
    const taken = asked ? overPage(event, asked, call, store, commands) : anywhere(event, store)
      || (!text && call && !event.repeat && inCall(event, call, store, commands))
      || (!text && !call && onDialPad(event, store))
      || (event.key === "Escape" && (escape(store, commands), true));
    if (taken) event.preventDefault();
  });
  document.addEventListener("paste", (event) => {
    if (store.state.ui.section !== "dialpad" || typing(event.target) || question()) return;
    const field = /** @type {HTMLInputElement|null} */ (document.getElementById("dial"));
    field?.focus();
    document.execCommand("insertText", false, event.clipboardData?.getData("text") ?? "");
    event.preventDefault();
  });
}
