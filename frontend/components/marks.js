// @ts-check
/** Shows which part of a field a search found. */
import { html } from "../preact.js";

/** @typedef {import("../types.js").Person} Person */

/** @param {{person: Person, field: "name"|"extension"|"mobile_display"}} props */
export function Marked({ person, field }) {
  const text = person[field];
  const hit = person.match?.find((one) => one.field === field);
  if (!hit || hit.end <= hit.start) return html`${text}`;
  return html`${text.slice(0, hit.start)}<mark>${text.slice(hit.start, hit.end)}</mark>${text.slice(hit.end)}`;
}

/** Whether a search found the person by the mobile number. @param {Person} person */
export function foundByMobile(person) {
  return Boolean(person.match?.some((one) => one.field === "mobile_display"));
}
