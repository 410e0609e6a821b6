// @ts-check
/**
 * The help: its pages in the language of the window, their order, what leads from one to another, and the search.
 * @typedef {import("./blocks.js").Page} Page
 * @typedef {{id: string, icon: string, see?: string[]}} Entry
 * @typedef {{id: string, icon: string, title: string, excerpt: string}} Found
 */
import { getLanguage, t } from "../i18n/index.js";
import { textsOf } from "./blocks.js";
import { pages as english } from "./en/index.js";
import { pages as chinese } from "./zh-CN/index.js";

/** @type {Record<"zh-CN"|"en", Record<string, Page>>} */
export const PAGES = { "zh-CN": chinese, en: english };

/** The page that is shown first. */
export const HOME = "home";

/** @type {{id: string, entries: Entry[]}[]} */
export const GROUPS = [
  { id: "start", entries: [
    { id: HOME, icon: "info", see: ["two_devices", "mobile_rings", "quiet", "replaced", "no_line"] },
    { id: "install", icon: "monitor", see: ["register", "exit", "about"] },
    { id: "register", icon: "user", see: ["policy", "logout", "no_line"] },
  ] },
  { id: "daily", entries: [
    { id: "directory", icon: "contacts", see: ["person", "keys", "calls"] },
    { id: "person", icon: "user", see: ["directory", "permission"] },
    { id: "calls", icon: "phone", see: ["transfer", "mode", "quiet", "failed"] },
    { id: "transfer", icon: "transfer", see: ["calls", "failed"] },
    { id: "history", icon: "clock", see: ["failed", "privacy"] },
    { id: "dnd", icon: "bell-off", see: ["history", "tray"] },
    { id: "links", icon: "dialpad", see: ["calls", "permission"] },
  ] },
  { id: "rules", entries: [
    { id: "policy", icon: "lock", see: ["clients", "two_devices", "replaced"] },
    { id: "clients", icon: "mobile", see: ["policy", "mode", "mobile_rings"] },
    { id: "mode", icon: "callback", see: ["mobile_rings", "calls", "emergency"] },
    { id: "permission", icon: "lock", see: ["emergency", "failed"] },
    { id: "emergency", icon: "warn", see: ["permission", "no_line"] },
  ] },
  { id: "questions", entries: [
    { id: "two_devices", icon: "monitor", see: ["policy", "clients"] },
    { id: "mobile_rings", icon: "mobile", see: ["mode", "clients"] },
    { id: "quiet", icon: "speaker", see: ["sound", "diagnostics"] },
    { id: "replaced", icon: "unplug", see: ["policy", "two_devices", "register"] },
    { id: "no_line", icon: "unplug", see: ["diagnostics", "emergency", "failed"] },
    { id: "failed", icon: "phone", see: ["permission", "no_line", "calls"] },
  ] },
  { id: "program", entries: [
    { id: "sound", icon: "headset", see: ["quiet", "diagnostics"] },
    { id: "tray", icon: "bell", see: ["exit", "dnd", "keys"] },
    { id: "keys", icon: "dialpad", see: ["calls", "directory"] },
    { id: "about", icon: "refresh", see: ["install", "diagnostics"] },
    { id: "logout", icon: "logout", see: ["exit", "privacy", "register"] },
    { id: "exit", icon: "x", see: ["logout", "tray"] },
    { id: "diagnostics", icon: "search", see: ["privacy", "no_line"] },
    { id: "privacy", icon: "lock", see: ["logout", "history", "diagnostics"] },
  ] },
];

const ENTRIES = GROUPS.flatMap((group) => group.entries);

/** The entry of a page; of the first page for a name that is none. @param {string} id @returns {Entry} */
export function entryOf(id) {
  return ENTRIES.find((one) => one.id === id) ?? ENTRIES[0];
}

/** @param {string} id */
export function isPage(id) {
  return ENTRIES.some((one) => one.id === id);
}

/** @param {string} id @returns {Page} in the language of the window */
export function pageOf(id) {
  return PAGES[getLanguage()][entryOf(id).id];
}

/** A text with the names of what it speaks of. @param {string} text */
export function named(text) {
  return text.replace(/\{([\w.]+)\}/g, (_, key) => t(key));
}

/** What is looked for: every word of it must be there. @param {string} query @returns {string[]} */
export function wordsOf(query) {
  return query.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
}

/**
 * The pages that have every word, those with one in their title first; the excerpt is the first text with a word.
 * @param {string} query
 * @returns {Found[]}
 */
export function search(query) {
  const words = wordsOf(query);
  if (!words.length) return [];
  const found = ENTRIES.flatMap(({ id, icon }) => {
    const { title, blocks } = pageOf(id);
    const texts = blocks.flatMap(textsOf).map((text) => named(text).replaceAll("`", ""));
    const all = [title, ...texts].join("\n").toLowerCase();
    if (!words.every((word) => all.includes(word))) return [];
    const has = (/** @type {string} */ text) => words.some((word) => text.toLowerCase().includes(word));
    return [{ id, icon, title, excerpt: texts.find(has) ?? texts[0], first: has(title) }];
  });
  return [...found.filter((one) => one.first), ...found.filter((one) => !one.first)];
}
