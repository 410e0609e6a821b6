// @ts-check
/** Which numbers lead out of the enterprise. What a number means is the program's to say; here it is only asked about. */
import { plain } from "./format.js";

const EXTENSION = /^(0|[1-9]\d{0,5})$/;
const SERVICE = /^(1\d{2}|1\d{4,5}|9[56]\d{3,6})$/;

/**
 * Whether a number as typed is neither an extension, nor reached over one's own main number, nor an emergency number.
 * @param {string} number
 * @param {Pick<import("./types.js").Snapshot, "account"|"emergency">} data
 */
export function isOutside(number, { account, emergency }) {
  const [first, ...second] = plain(number).split(/转接?/);
  const digits = first.replace(/[^\d*#+]/g, "");
  if (emergency.includes(digits)) return false;
  const main = (account?.main_number ?? "").replace(/^\+86/, "0");
  if (second.length && digits.replace(/^\+86/, "0") === main) return false;
  return !EXTENSION.test(digits) || SERVICE.test(digits);
}
