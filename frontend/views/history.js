// @ts-check
/** Every call in and out, newest first; more come in while scrolling. */
import { useApp } from "../components/app.js";
import { byDay, isMissed, outcome, rowIcon, rowNumber, way } from "../components/history.js";
import { Button, Empty, Icon, Segments, Waiting } from "../components/parts.js";
import { useHistory } from "../components/usehistory.js";
import { useSlow } from "../components/fetched.js";
import { clock } from "../format.js";
import { sentence, t } from "../i18n/index.js";
import { html, useEffect } from "../preact.js";
import { canCall } from "../state.js";
import { NumberPage } from "./number.js";

/** @typedef {import("../components/history.js").Run} Run */
const FILTERS = ["all", "missed", "in", "out"];

/** @param {import("../types.js").HistoryRow} row */
function under(row) {
  const number = row.name ? rowNumber(row) : "";
  return [number, row.department, way(row), outcome(row)].filter(Boolean).join(" · ");
}

/** `cut`: more calls of this run may not have been read yet.
 * @param {{run: Run, selected: boolean, focusable: boolean, cut: boolean}} props */
function Row({ run, selected, focusable, cut }) {
  const { state, store, commands } = useApp();
  const row = run.first;
  const name = row.name || rowNumber(row);
  const open = () => store.show({ number: row.canonical || row.number });
  const call = (/** @type {Event} */ event) => {
    event.stopPropagation();
    commands.dial(row.number, row.person_id);
  };
  const ready = canCall(state) && row.number !== "";
  return html`<div class=${`row ${isMissed(row) ? "row--missed" : ""} ${selected ? "is-selected" : ""}`}
    role="listitem" aria-current=${selected ? "true" : undefined} tabindex=${focusable ? 0 : -1} data-id=${row.id}
    onClick=${open}>
    <${Icon} name=${rowIcon(row)} size=${18} cls="row__dir" /><span class="sr-only">
    ${t(isMissed(row) ? "history.missed" : row.direction === "incoming" ? "history.in" : "history.out")}</span>
    <span class="row__text"><span class="row__name"><b class="ellipsis num">${name}</b>
    ${run.rows.length > 1 && html`<span class="num row__times">(${run.rows.length}${cut && "+"})</span>`}</span>
      <span class="row__sub ellipsis num">${under(row)}</span></span>
    <span class="row__end muted num">${clock(row.started_at)}</span>
    <button type="button" class="row__act" disabled=${!ready} tabindex="-1"
      aria-label=${t("history.call_back", { name })}
      title=${ready ? t("history.call_back", { name }) : t("line.cannot_call")} onClick=${call}>
        <${Icon} name="phone" size=${18} /></button></div>`;
}

/** Arrow keys walk through the rows, Enter calls back. @param {any} event */
function walk(event) {
  if (!event.target.matches?.(".row")) return;
  const rows = [...event.currentTarget.querySelectorAll(".row")];
  const at = rows.indexOf(event.target);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0,
    End: rows.length - 1 }[/** @type {string} */ (event.key)];
  if (event.key === "Enter") event.target.querySelector(".row__act:not([disabled])")?.click();
  else if (next !== undefined && rows[next]) {
    rows[next].focus();
    rows[next].click();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {{filter: string}} props */
function List({ filter }) {
  const { data, state, store } = useApp();
  const history = useHistory(`/api/history?filter=${filter}`, data.history.revision);
  const slow = useSlow(history.busy && !history.rows.length);
  const days = byDay(history.rows, store.now());
  const firstRun = days[0]?.runs[0];
  const selected = (/** @type {Run} */ run) => (run.first.canonical || run.first.number) === state.ui.number;
  const runs = days.flatMap((one) => one.runs);
  const chosen = runs.find(selected);
  return html`<div class="list scroll pane__body" role=${days.length ? "list" : "group"}
    aria-label=${t("rail.history")} aria-busy=${history.busy ? "true" : undefined} ref=${history.list} onScroll=${history.more}
    onKeyDown=${walk}>
    ${days.map((one) => html`<div key=${one.day} role="presentation"><div class="list__head" aria-hidden="true">
    ${one.day}</div>
      ${one.runs.map((run) => html`<${Row} key=${run.first.id} run=${run} selected=${run === chosen}
        focusable=${run === (chosen ?? firstRun)} cut=${history.next !== "" && run === runs.at(-1)} />`)}</div>`)}
    ${slow && html`<${Waiting} />`}
    ${history.error && html`<${Empty} icon="warn" tone="hold"><p role="alert">${sentence(history.error)}</p>
    <p class="center__acts"><${Button} onClick=${history.retry}>${t("common.retry")}<//></p><//>`}
    ${!history.busy && !history.error && !days.length
      && html`<${Empty} icon=${filter === "missed" ? "check" : "clock"}>${t(`history.none_${filter}`)}<//>`}</div>`;
}

/** @param {{}} _ */
export function History(_) {
  const { data, state, store, commands } = useApp();
  const { filter, number } = state.ui;
  const { missed } = data.history;
  useEffect(() => {
    const look = () => {
      if (missed > 0 && document.visibilityState === "visible") commands.missedSeen();
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [missed]);
  const items = FILTERS.map((value) => ({ value, label: t(`history.filter_${value}`), badge: value === "missed"
    && missed > 0 ? html` <span class="num t-end">${missed}</span>` : null }));
  return html`<main class="body body--history">
    <section class="pane pane--side pane--plain" aria-label=${t("rail.history")} data-region="main" tabindex="-1">
      <h1 class="sr-only">${t("rail.history")}</h1>
      <div class="pane__head pane__head--tall">
      <${Segments} label=${t("history.filter")} value=${filter} items=${items}
        onPick=${(/** @type {string} */ value) => store.show({ filter: value })} /></div>
      <${List} key=${filter} filter=${filter} /></section>
    ${number ? html`<${NumberPage} key=${number} canonical=${number} />`
      : html`<section class="pane" data-region="detail" tabindex="-1"><${Empty}><span class="muted">
        ${t("history.choose")}</span><//></section>`}</main>`;
}
