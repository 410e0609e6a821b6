// @ts-check
/**
 * Every sentence of the page, by key and language. `{name}` is filled in; `{name:one|many}` picks the form for a
 * count.
 */
import { en } from "./en.js";
import { zhCN } from "./zh-CN.js";

/** @typedef {"zh-CN"|"en"} Language */
/** @type {Record<Language, Record<string, string>>} */
export const TABLES = { "zh-CN": zhCN, en };

/** @type {Language} */
let current = "zh-CN";

/** @param {Language} language */
export function setLanguage(language) {
  current = language;
}

/** @returns {Language} */
export function getLanguage() {
  return current;
}

/**
 * The user's choice, else the link's, else the system's.
 * @param {string} chosen
 * @param {string|null} linked
 * @param {readonly string[]} system
 * @returns {Language}
 */
export function pickLanguage(chosen, linked, system) {
  for (const wish of [chosen, linked, ...system]) {
    if (!wish) continue;
    return wish.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
  }
  return "zh-CN";
}

/** @param {string} key */
export function has(key) {
  return key in TABLES[current];
}

/** @param {string} key */
function template(key) {
  const text = TABLES[current][key];
  if (text === undefined) {
    console.error(`no sentence for ${key}`);
    return key;
  }
  return text;
}

const PLACE = /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g;
const PIECES = /(\{[^}]*\})/;

/** @param {string} text @param {Record<string, any>} values @returns {string} */
function filled(text, values) {
  return text.replace(PLACE, (_, name, one, many) => {
    if (many !== undefined) return Number(values[name]) === 1 ? one : many;
    return String(values[name] ?? "");
  });
}

/** @param {string} key @param {Record<string, any>} [values] @returns {string} */
export function t(key, values = {}) {
  return filled(template(key), values);
}

/**
 * As `t`, but values may be elements; the result is a list of children. `counts`: the numbers that such elements show.
 * @param {string} key
 * @param {Record<string, any>} values
 * @param {Record<string, number>} [counts]
 * @returns {any[]}
 */
export function rich(key, values, counts = {}) {
  return template(key).split(PIECES).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part);
    return name ? values[name[1]] : filled(part, counts);
  });
}

/**
 * Sentences one after the other: Chinese marks need no space behind them.
 * @param {...string} parts
 * @returns {string}
 */
export function sentences(...parts) {
  return parts.filter(Boolean).join(current === "en" ? " " : "");
}

/**
 * What a failure means, and what to do next.
 * @param {{code: string, detail: Record<string, any>}} failure
 * @returns {string}
 */
export function sentence({ code, detail }) {
  const key = `error.${code}`;
  const needed = has(`error.needed.${detail.needed}`) ? `error.needed.${detail.needed}` : "error.needed.other";
  return has(key) ? t(key, { ...detail, needed: t(needed) }) : t("error.unknown", { code });
}
