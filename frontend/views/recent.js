// @ts-check
/** The last calls with somebody. */
import { useApp } from "../components/app.js";
import { useFetched } from "../components/fetched.js";
import { isMissed, outcome, rowIcon } from "../components/history.js";
import { Icon } from "../components/parts.js";
import { when } from "../format.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";

/** @typedef {import("../types.js").NumberPage} NumberPage */
/** @typedef {import("../types.js").HistoryRow} HistoryRow */

/** @param {string} canonical */
const pathOf = (canonical) => (canonical ? `/api/history/numbers?canonical=${encodeURIComponent(canonical)}` : "");
/** @param {NumberPage|null} page */
const total = (page) => (page ? page.totals.in + page.totals.out : 0);

/** @param {{row: HistoryRow, now: number}} props */
function Mini({ row, now }) {
  const direction = isMissed(row) ? "" : `${t(row.direction === "incoming" ? "history.in" : "history.out")} · `;
  return html`<div class=${`mini ${isMissed(row) ? "mini--missed" : ""}`}><${Icon} name=${rowIcon(row)} size=${16} />
    <span class="ellipsis">${direction}${outcome(row)}</span>
    <span class="mini__end num">${when(row.started_at, now)}</span></div>`;
}

/**
 * @param {{title: string, numbers: string[], limit?: number, cls?: string}} props `numbers`: at most two, canonical
 */
export function RecentCalls({ title, numbers, limit = 3, cls = "section" }) {
  const { data, store } = useApp();
  const revision = data.history.revision;
  const first = useFetched(pathOf(numbers[0] ?? ""), revision);
  const second = useFetched(pathOf(numbers[1] ?? ""), revision);
  const pages = /** @type {NumberPage[]} */ ([first.value, second.value].filter(Boolean));
  const rows = pages.flatMap((page) => page.rows).sort((a, b) => b.started_at - a.started_at);
  if (!rows.length) return null;
  const all = pages.reduce((sum, page) => sum + total(page), 0);
  return html`<section class=${cls}><div class="section__title"><h3>${title}</h3>
      <button type="button" class="link"
        onClick=${() => store.show({ section: "history", filter: "all", number: rows[0].canonical })}>
          ${t("person.all_calls", { n: all })}</button></div>
    ${rows.slice(0, limit).map((row) => html`<${Mini} key=${row.id} row=${row} now=${store.now()} />`)}</section>`;
}
