// @ts-check
/** Numbers, times and durations as people write them. */
import { getLanguage, t } from "./i18n/index.js";

const DAY_MS = 86_400_000;
const AREA = /^0(10|2\d|[3-9]\d{2})/;

/** @param {number} n */
const two = (n) => String(n).padStart(2, "0");

/**
 * Digits with the spaces people put in, also while they are still being typed.
 * @param {string} raw
 * @returns {string}
 */
export function groupNumber(raw) {
  const [number, ...second] = raw.split("转");
  const tail = second.length ? ` 转 ${second.join("").trim()}` : "";
  return groupOne(number.trim()) + tail;
}

/** @param {string} raw @returns {string} */
function groupOne(raw) {
  if (/[*#]/.test(raw)) return raw;
  const home = /^(?:\+86|86(?=1[3-9]))(?=\d)/.exec(raw);
  if (home) return `+86 ${groupOne(raw.slice(home[0].length))}`;
  if (!/^\d+$/.test(raw)) return raw;
  if (/^1[3-9]/.test(raw)) return raw.replace(/^(\d{3})(\d{1,4})?(\d*)$/,
    (_, a, b, c) => [a, b, c].filter(Boolean).join(" "));
  if (/^[48]00\d{4,7}$/.test(raw)) return raw.replace(/^(\d{3})(\d{1,3})(\d*)$/,
    (_, a, b, c) => `${a}-${b}${c ? ` ${c}` : ""}`);
  const area = AREA.exec(raw);
  if (!area || raw.length <= area[0].length) return raw;
  const local = raw.slice(area[0].length);
  return `${area[0]}-${local.length > 4 ? `${local.slice(0, -4)} ${local.slice(-4)}` : local}`;
}

/**
 * A canonical number (`+86...`, `ext:<enterprise>:8014` or the number itself) as it is read.
 * @param {string} canonical
 * @returns {string}
 */
export function displayNumber(canonical) {
  if (canonical.startsWith("ext:")) return canonical.slice(canonical.lastIndexOf(":") + 1);
  if (!canonical.startsWith("+86")) return canonical;
  const national = canonical.slice(3);
  return groupOne(/^(1[3-9]\d{9}|[48]00\d{7})$/.test(national) ? national : `0${national}`);
}

/** A text with the digits and dashes of a keyboard, whatever width they were written in. @param {string} text */
export function plain(text) {
  return text.normalize("NFKC").replace(/[‐-―−]/g, "-");
}

/**
 * What can be dialled in a typed or pasted text: one number, with 转 and its extension when it says so.
 * @param {string} text
 * @returns {string}
 */
export function dialable(text) {
  const typed = plain(text);
  const found = /(\+?[\d*#](?:[\d*#()\s.-]*[\d*#])?)(?:\s*(?:转接?|分机号?|ext(?:ension|\.)?|x|,|;)\s*[:：]?\s*(\d{1,8}))?/i.exec(typed);
  if (!found) return typed.includes("+") ? "+" : "";
  const number = found[1].replace(/[^\d*#+]/g, "");
  return found[2] ? `${number}转${found[2]}` : number;
}

/** Of several lines that were pasted the first with a number: two numbers are not one. @param {string} text */
export function firstDialable(text) {
  return text.split(/[\r\n]+/).find((line) => dialable(line)) ?? "";
}

/** Of several lines that were pasted the first that says something. @param {string} text */
export function firstLine(text) {
  return text.trim().split(/[\r\n]+/)[0];
}

/** Whether a search text is a number somebody wants to dial. @param {string} text */
export function looksLikeNumber(text) {
  return /^(?=.*[\d*#])\+?[\d\s().*#-]{3,}$/.test(plain(text).trim());
}

/** @param {number} n @returns {string} 12,486 */
export function count(n) {
  return new Intl.NumberFormat("en-US").format(n);
}

/** @param {number} bytes @returns {string} 38.6 MB, or 12 KB where that says more */
export function fileSize(bytes) {
  if (bytes < 100_000) return t("format.kilobytes", { n: Math.ceil(bytes / 1_000) });
  return t("format.megabytes", { n: (bytes / 1_000_000).toFixed(1) });
}

/** @param {number} ms @returns {string} 04:27 or 1:04:27 */
export function timer(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(s / 3600);
  const rest = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** @param {number} ms @returns {string} 3 分 12 秒 */
export function duration(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  const h = Math.floor(s / 3600);
  const m = Math.floor(s / 60) % 60;
  if (h) return t("format.hours", { h, m: two(m), s: two(s % 60) });
  return m ? t("format.minutes", { m, s: two(s % 60) }) : t("format.seconds", { s });
}

/** @param {number} ms UTC @returns {string} 14:05 in the system's zone */
export function clock(ms) {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** @param {number} ms UTC @returns {string} 14:05:33 */
export function clockSeconds(ms) {
  return `${clock(ms)}:${two(new Date(ms).getSeconds())}`;
}

/** Days between two moments in the system's zone. @param {number} ms @param {number} now */
export function daysAgo(ms, now) {
  const midnight = (/** @type {number} */ at) => {
    const date = new Date(at);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((midnight(now) - midnight(ms)) / DAY_MS);
}

/** @param {number} ms @param {number} now @param {boolean} weekday */
function date(ms, now, weekday) {
  const moment = new Date(ms);
  /** @type {Intl.DateTimeFormatOptions} */
  const parts = { month: getLanguage() === "en" ? "short" : "long", day: "numeric" };
  if (moment.getFullYear() !== new Date(now).getFullYear()) parts.year = "numeric";
  const day = new Intl.DateTimeFormat(getLanguage() === "en" ? "en-GB" : "zh-CN", parts).format(moment);
  if (!weekday) return day;
  const name = new Intl.DateTimeFormat(getLanguage() === "en" ? "en-GB"
    : "zh-CN", { weekday: getLanguage() === "en" ? "short" : "long" }).format(moment);
  return getLanguage() === "en" ? `${name} ${day}` : `${day} ${name}`;
}

/**
 * The head over a day of calls: 今天, 昨天 11月21日 星期六, 11月20日 星期五.
 * @param {number} ms
 * @param {number} now
 * @returns {string}
 */
export function day(ms, now) {
  const ago = daysAgo(ms, now);
  if (ago === 0) return t("format.today");
  if (ago === 1) return t("format.yesterday_long", { date: date(ms, now, true) });
  return date(ms, now, true);
}

/** When a call was: 今天 14:05, 昨天 17:40, 11月19日 10:05. @param {number} ms @param {number} now @returns {string} */
export function when(ms, now) {
  const ago = daysAgo(ms, now);
  if (ago === 0) return t("format.today_at", { time: clock(ms) });
  if (ago === 1) return t("format.yesterday_at", { time: clock(ms) });
  return `${date(ms, now, false)} ${clock(ms)}`;
}

/** Seconds left until a moment, never below zero. @param {number} until @param {number} now */
export function secondsLeft(until, now) {
  return Math.max(0, Math.ceil((until - now) / 1000));
}
