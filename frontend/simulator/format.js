// @ts-check
/** Numbers and times as people write them. */

/** @param {string} number canonical (+86...), or as it was dialled @returns {string} 138 0000 8057, 025-5799 5555 */
export function readable(number) {
  if (!number.startsWith("+86")) return number;
  const national = number.slice(3);
  if (/^1[3-9]\d{9}$/.test(national)) return national.replace(/(\d{3})(\d{4})(\d{4})/, "$1 $2 $3");
  const area = /^(10|2\d|[3-9]\d{2})(\d+)(\d{4})$/.exec(national);
  return area ? `0${area[1]}-${area[2]} ${area[3]}` : number;
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
