// @ts-check
/**
 * The history in words and in groups.
 * @typedef {import("../types.js").HistoryRow} HistoryRow
 * @typedef {{rows: HistoryRow[], first: HistoryRow}} Run
 * @typedef {{day: string, runs: Run[]}} Day
 */
import { day, displayNumber, duration } from "../format.js";
import { has, t } from "../i18n/index.js";

/** @param {HistoryRow} row */
export function isMissed(row) {
  return row.direction === "incoming" && row.disposition === "missed";
}

/** @param {HistoryRow} row */
export function rowNumber(row) {
  return row.number_display || displayNumber(row.canonical || row.number) || t("call.number_hidden");
}

/** @param {HistoryRow} row */
export function rowIcon(row) {
  if (isMissed(row)) return "arrow-missed";
  return row.direction === "incoming" ? "arrow-in" : "arrow-out";
}

/** Whom a call was handed over to, "" when it was not. @param {HistoryRow} row */
export function handedTo(row) {
  return row.transferred_name || displayNumber(row.transferred_to ?? "");
}

/** How a call came, if not directly: by whom it was handed on, or through the main number. @param {HistoryRow} row */
export function way(row) {
  const who = row.referred_by_name || displayNumber(row.referred_by ?? "");
  if (who) return t("call.referred_by", { who });
  return row.via ? t("history.via") : "";
}

/** What became of a call: how long it was and who took it over, or why there was none. @param {HistoryRow} row */
export function outcome(row) {
  const who = handedTo(row);
  if (who) return t("history.lasted_transferred", { duration: duration(row.duration_ms), who });
  const unknown = row.duration_ms === 0 && row.code.startsWith("callback_");
  if (row.disposition === "answered" && !unknown) return duration(row.duration_ms);
  return t(has(`outcome.${row.code}`) ? `outcome.${row.code}` : `disposition.${row.disposition}`);
}

/**
 * Calls in a row with one number, direction and outcome become one line with a count.
 * @param {HistoryRow} a
 * @param {HistoryRow} b
 */
function alike(a, b) {
  return a.canonical === b.canonical && a.direction === b.direction && a.disposition === b.disposition;
}

/** @param {HistoryRow[]} rows newest first @param {number} now @returns {Day[]} */
export function byDay(rows, now) {
  /** @type {Day[]} */
  const days = [];
  for (const row of rows) {
    const name = day(row.started_at, now);
    let last = days.at(-1);
    if (!last || last.day !== name) days.push((last = { day: name, runs: [] }));
    const run = last.runs.at(-1);
    if (run && alike(run.first, row)) run.rows.push(row);
    else last.runs.push({ first: row, rows: [row] });
  }
  return days;
}
