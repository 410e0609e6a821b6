// @ts-check
/**
 * How a call and its other end are put in words.
 * @typedef {import("../types.js").Call} Call
 * @typedef {import("../types.js").Party} Party
 */
import { displayNumber, duration } from "../format.js";
import { has, t } from "../i18n/index.js";

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

/** The state of a call in words. @param {Call} call */
export function callStateText(call) {
  if (call.state === "established") {
    if (call.held) return t(call.remote_held ? "call.held_both" : "call.held");
    return t(call.remote_held ? "call.remote_held" : "call.established");
  }
  return t(`call.${call.state}`);
}

/** Why a call ended. @param {Call} call */
export function endText(call) {
  const code = call.ended?.code ?? "";
  return t(has(`ended.${code}`) ? `ended.${code}`
    : "ended.unknown", { who: partyName(call.party), duration: duration(call.duration_ms) });
}

/** Whether it did not go as the user wished. @param {Call} call */
export function wentWrong(call) {
  return !["hung_up", "other_hung_up", "cancelled", "declined", "answered_elsewhere",
    "declined_elsewhere"].includes(call.ended?.code ?? "");
}

/** @param {Call} call @param {number} now @returns {number} milliseconds since it was answered */
export function talking(call, now) {
  if (!call.answered_at) return 0;
  return call.state === "ended" ? call.duration_ms : now - call.answered_at;
}
