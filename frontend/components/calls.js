// @ts-check
/**
 * How a call and its other end are put in words.
 * @typedef {import("../types.js").Call} Call
 * @typedef {import("../types.js").Party} Party
 * @typedef {import("../types.js").Transfer} Transfer
 */
import { displayNumber, duration } from "../format.js";
import { has, sentences, t } from "../i18n/index.js";
import { transferring } from "../state.js";

/** The SIP status of a transfer whose target has answered. */
export const ANSWERED = 200;

/** @param {Party} party */
export function partyNumber(party) {
  return displayNumber(party.canonical || party.number) || t("call.number_hidden");
}

/** @param {Party} party */
export function partyName(party) {
  return party.name || partyNumber(party);
}

/** Department and number under the name; "" when the number is all that is known. @param {Party} party */
export function partyLine(party) {
  return [party.department, party.name ? partyNumber(party) : ""].filter(Boolean).join(" · ");
}

/** Who handed a call on to us, else which main number it came through; "" when neither. @param {Call} call */
export function origin({ party, referred_by: by }) {
  if (by?.name) return t("call.referred_by_name", { name: by.name, number: partyNumber(by) });
  if (by) return t("call.referred_by", { who: partyNumber(by) });
  return party.via ? t("call.via", { main: displayNumber(party.via) }) : "";
}

/** The state of a call in words. @param {Call} call */
export function callStateText(call) {
  if (call.transfer && transferring(call)) return transferText(call.transfer);
  if (call.mode === "callback" && call.state !== "ended") return callbackText(call);
  if (call.state === "established") {
    if (call.held) return t(call.remote_held ? "call.held_both" : "call.held");
    return t(call.remote_held ? "call.remote_held" : "call.established");
  }
  if (call.state === "incoming" && call.silenced) return t("call.incoming_silenced");
  return t(call.state === "incoming" && call.referred_by ? "incoming.transferred" : `call.${call.state}`);
}

/** Who is being asked to take over, or has just done so. @param {Transfer} transfer */
export function transferText({ party, status }) {
  if (status === ANSWERED) return t("transfer.answered", { who: partyName(party) });
  return t("transfer.progress", { number: partyNumber(party) });
}

/** Where a call of the own mobile stands. @param {Call} call */
function callbackText(call) {
  if (call.state === "established") return t("callback.talking");
  const party = call.phase === "calling_party";
  return t(party ? "callback.calling_party" : "callback.calling_mobile", { name: partyName(call.party) });
}

/** Why nobody took over, and where the call is now. @param {Call} call @param {Transfer} transfer */
export function transferFailure(call, { code, party }) {
  const key = has(`transfer.failed.${code}`) ? `transfer.failed.${code}` : "transfer.failed.transfer_failed";
  return t(call.held ? "transfer.still_held" : "transfer.resumed", { why: t(key, { who: partyNumber(party) }) });
}

/** Name and number in one line: 张珊（8014）. @param {Party} party */
export function partyFull(party) {
  return party.name ? t("call.name_number", { name: party.name, number: partyNumber(party) }) : partyNumber(party);
}

/** Why a call ended, and what the other system has to say about it. @param {Call} call */
export function endText(call) {
  const { code = "", warn_text: text = "" } = call.ended ?? {};
  const why = t(has(`ended.${code}`) ? `ended.${code}` : "ended.unknown", { who: partyName(call.party),
    duration: duration(call.duration_ms), target: call.transfer ? partyFull(call.transfer.party) : "" });
  return sentences(why, text && t("ended.warned", { text }));
}

/** Whether it did not go as the user wished. @param {Call} call */
export function wentWrong(call) {
  return !["hung_up", "other_hung_up", "transferred", "callback_over", "callback_left", "cancelled", "declined", "answered_elsewhere",
    "declined_elsewhere"].includes(call.ended?.code ?? "");
}

/** @param {Call} call @param {number} now @returns {number} milliseconds since it was answered */
export function talking(call, now) {
  if (!call.answered_at) return 0;
  return call.state === "ended" ? call.duration_ms : now - call.answered_at;
}
