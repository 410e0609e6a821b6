// @ts-check
/** Numbers and times as people write them. */

const MOBILE = /^(?:\+86|0)?(1[3-9]\d)(\d{4})(\d{4})$/;
const TOLL_FREE = /^(?:\+86)?([48]00)(\d{3})(\d{4})$/;
const FIXED = /^(?:\+86|0)(10|2\d|[3-9]\d{2})(\d{3,4})(\d{4})$/;

/** @param {string} number canonical (+86...), or as it was dialled @returns {string} 138 0000 8057, 025-5799 5555 */
export function readable(number) {
  const bare = number.replace(/[ -]/g, "");
  if (MOBILE.test(bare)) return bare.replace(MOBILE, "$1 $2 $3");
  if (TOLL_FREE.test(bare)) return bare.replace(TOLL_FREE, "$1-$2 $3");
  return bare.replace(FIXED, "0$1-$2 $3");
}

/** @param {number} seconds @returns {string} 00:14 */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  return `${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}

/** What may stand in a number that is dialled. @param {string} text */
export function dialable(text) {
  return text.normalize("NFKC").replace(/[^0-9+*# -]/g, "").slice(0, 32);
}
