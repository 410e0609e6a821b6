// @ts-check
/** Every call in and out with one number. */
import { useApp } from "../components/app.js";
import { Avatar, numberIcon } from "../components/avatar.js";
import { byDay, handedTo, isMissed, outcome, rowIcon, way } from "../components/history.js";
import { Button, Empty, Icon } from "../components/parts.js";
import { useHistory } from "../components/usehistory.js";
import { clockSeconds, count, displayNumber, duration } from "../format.js";
import { rich, sentence, t } from "../i18n/index.js";
import { html } from "../preact.js";
import { canCall } from "../state.js";

/** @typedef {import("../types.js").HistoryRow} HistoryRow */
/** @typedef {import("../types.js").NumberPage} Answer */

/** @param {HistoryRow} row */
function result(row) {
  const who = handedTo(row);
  if (who) return t("history.transferred", { who });
  if (row.disposition !== "answered") return outcome(row);
  return t(row.direction === "incoming" ? "history.answered_in" : "history.answered_out");
}

/** @param {{row: HistoryRow}} props */
function Line({ row }) {
  const missed = isMissed(row);
  const answered = row.disposition === "answered";
  return html`<tr><td>${clockSeconds(row.started_at)}</td>
    <td><span class=${`dir ${missed ? "is-missed" : ""}`}><${Icon} name=${rowIcon(row)} size=${16} />
    ${t(row.direction === "incoming" ? "history.in" : "history.out")}</span></td>
    <td class=${missed ? "is-missed" : ""}>
    ${result(row)}</td>
    <td class="soft">${way(row) || t("history.direct")}</td><td>
    ${answered ? duration(row.duration_ms) : "—"}</td></tr>`;
}

/** @param {{rows: HistoryRow[]}} props */
function Table({ rows }) {
  const { store } = useApp();
  return html`<table class="table num"><thead><tr>
    ${["time", "direction", "result", "way",
      "length"].map((one) => html`<th key=${one} scope="col">${t(`history.column_${one}`)}</th>`)}</tr></thead>
    <tbody>${byDay(rows, store.now()).map((one) =>
      html`<tr key=${one.day} class="day"><th colspan="5" scope="rowgroup">${one.day}</th></tr>
      ${one.runs.flatMap((run) => run.rows).map((row) => html`<${Line} key=${row.id} row=${row} />`)}`)}</tbody>
      </table>`;
}

/** @param {{totals: Answer["totals"]}} props */
function Totals({ totals }) {
  const all = totals.in + totals.out;
  const number = (/** @type {number} */ n,
    /** @type {string} */ cls = "") => ({ n: html`<b class=${cls}>${count(n)}</b>` });
  return html`<div class="stats num"><span>${rich("history.total", number(all), { n: all })}</span><span>
    ${rich("history.total_in", number(totals.in))}</span>
    <span>${rich("history.total_out", number(totals.out))}</span><span>
    ${rich("history.total_missed", number(totals.missed, totals.missed ? "t-end" : ""))}</span></div>`;
}

/** @param {{answer: Answer|null, canonical: string}} props */
function Hero({ answer, canonical }) {
  const { state, store, commands } = useApp();
  const shown = answer?.number_display || displayNumber(canonical);
  const name = answer?.name ?? "";
  const person = answer?.person_id ?? "";
  const number = answer?.rows[0]?.number || (canonical.startsWith("ext:") ? displayNumber(canonical) : canonical);
  return html`<div class="hero"><${Avatar} name=${name} icon=${numberIcon(canonical)} size="lg" />
    <div class="hero__who"><h2 class="detail__name num selectable ellipsis">${name || shown}</h2>
    <div class="soft num selectable">${name ? shown : t("history.not_in_directory")}</div></div>
    <div class="hero__acts"><${Button} v="call" icon="phone" disabled=${!canCall(state)}
      title=${canCall(state) ? "" : t("line.cannot_call")} onClick=${() => commands.dial(number, person)}>
        ${t("call.call_back")}<//>
      ${person && html`<${Button} icon="user" onClick=${() => store.show({ section: "directory", aside: "person", person })}>
      ${t("history.open_person")}<//>`}</div></div>`;
}

/** @param {{canonical: string}} props */
export function NumberPage({ canonical }) {
  const { data } = useApp();
  const history = useHistory(`/api/history/numbers?canonical=${encodeURIComponent(canonical)}`,
    data.history.revision);
  const answer = /** @type {Answer|null} */ (history.answer);
  return html`<section class="pane" aria-label=${t("history.number_label")} data-region="detail" tabindex="-1">
    <${Hero} answer=${answer} canonical=${canonical} />
    ${answer && html`<${Totals} totals=${answer.totals} />`}
    ${history.error && html`<${Empty} icon="warn" tone="hold"><p role="alert">${sentence(history.error)}</p>
    <p class="center__acts"><${Button} onClick=${history.retry}>${t("common.retry")}<//></p><//>`}
    <div class="hist scroll pane__body" tabindex="0" role="group" aria-label=${t("history.calls_with")}
      ref=${history.list} onScroll=${history.more}>${history.rows.length > 0 && html`<${Table} rows=${history.rows} />`}</div></section>`;
}
