// @ts-check
/** Handing a call over (M6): departments, people and search; any number outside can be typed. */
import { useApp, useNow } from "../components/app.js";
import { Avatar } from "../components/avatar.js";
import { partyName, talking } from "../components/calls.js";
import { useFetched } from "../components/fetched.js";
import { Marked } from "../components/marks.js";
import { pasteOne } from "../components/numberfield.js";
import { Sheet } from "../components/overlay.js";
import { Button, Icon, Segments } from "../components/parts.js";
import { useReach } from "../components/reach.js";
import { firstNumber } from "../components/row.js";
import { displayNumber, firstLine, groupNumber, plain, timer } from "../format.js";
import { sentence, t } from "../i18n/index.js";
import { html, useEffect, useState } from "../preact.js";
import { People } from "./members.js";
import { choices, exact, Nobody, useEager } from "./omnibox.js";
import { EVERYBODY, selectedDepartment, Tree, useDepartments } from "./tree.js";

/** @typedef {import("../types.js").Call} Call */
/** @typedef {import("../types.js").Person} Person */
/** @typedef {import("./omnibox.js").Choice} Choice */
/** @typedef {{choice: Choice|null, busy: boolean, choose: (choice: Choice) => void, go: (choice: Choice) => void}} Picking */
const LIMIT = 50;

/** @param {Person} person @returns {Choice} */
const choiceOf = (person) => ({ id: `pick-${person.id}`, person, number: firstNumber(person) });

/** @param {{choice: Choice, on: boolean, picking: Picking}} props */
function Found({ choice, on, picking }) {
  const { person, number } = choice;
  const under = person ? [person.department_path.at(-1), person.position].filter(Boolean).join(" · ")
    : t("omni.transfer_this");
  return html`<div id=${`pick-${choice.id}`} class=${`row ${on ? "is-selected" : ""}`} role="option" aria-selected=${on}
    onClick=${() => picking.choose(choice)}>
    <${Avatar} name=${person?.name ?? ""} icon="dialpad" /><span class="row__text"><span class="row__name num">
    <b class="ellipsis">${person ? html`<${Marked} person=${person} field="name" />` : groupNumber(number)}</b></span>
    <span class="row__sub ellipsis">${under}</span></span>
    <span class="row__end"><span class="row__ext num">
    ${person && html`<${Marked} person=${person} field="extension" />`}</span></span></div>`;
}

/** What was found for the typed text. @param {{text: string, list: Choice[], found: any, picking: Picking}} props */
function Results({ text, list, found, picking }) {
  const nobody = !found.busy && !found.error && !list.length;
  return html`<div class="list scroll pane__body" id="pick-list" role="listbox" aria-label=${t("omni.results")}>
    ${list.map((choice) => html`<${Found} key=${choice.id} choice=${choice} picking=${picking}
      on=${choice.id === picking.choice?.id} />`)}</div>
    ${found.error && html`<p class="pane__none" role="alert">${sentence(found.error)}</p>`}
    ${nobody && html`<p class="pane__none muted" role="status"><${Nobody} query=${text} /></p>`}`;
}

/** @param {{picking: Picking}} props */
function Browse({ picking }) {
  const { state } = useApp();
  const { departments } = useDepartments();
  const [chosen, setChosen] = useState(state.ui.department);
  const department = selectedDepartment(departments, chosen);
  const pick = (/** @type {Person} */ person) => picking.choose(choiceOf(person));
  return html`<div class="pane pane--side"><${Tree} departments=${departments} selected=${department?.id ?? ""}
      onPick=${(/** @type {string} */ id) => setChosen(id)} /></div>
    <div class="pane">${department && html`<${People} department=${department.id === EVERYBODY ? "" : department.id}
      chosen=${picking.choice?.person?.id ?? ""} plain=${true} onPick=${pick}
      onEnter=${(/** @type {Person} */ person) => picking.go(choiceOf(person))} />`}</div>`;
}

/** Who was chosen, by which number, and the key that hands the call over. @param {{picking: Picking}} props */
function Foot({ picking }) {
  const reach = useReach();
  const { choice, busy } = picking;
  if (!choice) return html`<div class="sheet__foot"><span class="muted">${t("transfer.choose")}</span></div>`;
  const { person, number } = choice;
  const against = reach.why(person) || (number ? "" : t("transfer.no_number"));
  const both = person?.extension && person.mobile;
  const numbers = both ? [{ value: person.extension, label: person.extension },
    { value: person.mobile, label: t("person.mobile") }] : [];
  const shown = person?.mobile === number ? person?.mobile_display || displayNumber(number) : groupNumber(number);
  return html`<div class="sheet__foot"><${Avatar} name=${person?.name ?? ""} icon="dialpad" />
    <div class="row__text" role="status"><div class="row__name num"><span class="ellipsis">
    ${t("transfer.to", { who: person?.name ?? shown })}</span></div>
      <div class="row__sub num ellipsis">${against || (person ? shown : t("transfer.outside"))}</div></div>
    ${both && html`<${Segments} label=${t("person.numbers", { name: person.name })} value=${number} items=${numbers}
      onPick=${(/** @type {string} */ chosen) => picking.choose({ ...choice, number: chosen })} />`}
    <${Button} v="primary lg" icon="transfer" k="Enter" disabled=${against !== ""} busy=${busy}
      onClick=${() => picking.go(choice)}>${t("transfer.now")}<//></div>`;
}

/**
 * Arrow keys in the field walk through what was found, Enter hands over to whom was chosen.
 * @param {any} event @param {Choice[]} list @param {Picking} picking
 * @param {() => void} onNobody Enter, and nobody is chosen
 */
function fieldKeys(event, list, picking, onNobody) {
  const at = list.findIndex((one) => one.id === picking.choice?.id);
  const step = { ArrowDown: 1, ArrowUp: -1 }[/** @type {string} */ (event.key)] ?? 0;
  if (step && list.length) picking.choose(list[(Math.max(at, step < 0 ? 0 : -1) + step + list.length) % list.length]);
  else if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.repeat) return;
  else if (picking.choice) picking.go(picking.choice);
  else onNobody();
  event.preventDefault();
  event.stopPropagation();
}

/**
 * @param {{query: string, setQuery: (text: string) => void, list: Choice[], picking: Picking, onNobody: () => void}} props
 */
function Field({ query, setQuery, list, picking, onNobody }) {
  const open = query.trim() !== "";
  const on = list.find((one) => one.id === picking.choice?.id);
  useEffect(() => {
    if (on) document.getElementById(`pick-${on.id}`)?.scrollIntoView({ block: "nearest" });
  }, [on?.id]);
  return html`<div class="sheet__search"><label class="omni__field"><${Icon} name="search" size=${18} />
    <input data-first="true" role="combobox" aria-autocomplete="list" aria-expanded=${open} aria-controls="pick-list"
      aria-activedescendant=${on ? `pick-${on.id}` : undefined} value=${query} placeholder=${t("transfer.placeholder")}
      aria-label=${t("transfer.search")} autocomplete="off" spellcheck=${false} maxlength="200" onPaste=${pasteOne(firstLine)}
      onInput=${(/** @type {any} */ event) => setQuery(event.currentTarget.value)}
      onKeyDown=${(/** @type {any} */ event) => fieldKeys(event, list, picking, onNobody)} /></label></div>`;
}

/** @param {{call: Call}} props */
function Subject({ call }) {
  const now = useNow(true);
  return html`<span class="badge badge--call num"><${Icon} name="phone" size=${14} /><span class="ellipsis">
    ${partyName(call.party)}</span> · ${timer(talking(call, now))}</span>`;
}

/** What the search found for the text. @param {string} text @returns {{found: any, list: Choice[]}} */
function useFound(text) {
  const { data } = useApp();
  const path = text && `/api/directory/people?q=${encodeURIComponent(text)}&offset=0&limit=${LIMIT}`;
  const found = useFetched(path, data.directory.revision);
  const fresh = found.path === path;
  const list = text && fresh ? choices(text, /** @type {any} */ (found.value)?.people ?? []) : [];
  return { found: { ...found, busy: found.busy || !fresh }, list };
}

/** @param {{call: Call}} props */
export function TransferSheet({ call }) {
  const { state, store, commands } = useApp();
  const reach = useReach();
  const [query, setQuery] = useState(groupNumber(state.ui.overlay?.query ?? ""));
  const [chosen, choose] = useState(/** @type {Choice|null} */ (null));
  const text = plain(query).trim();
  const { found, list } = useFound(text);
  const choice = chosen ?? (exact(text, list[0]) ? list[0] : null);
  /** @type {Picking} */
  const picking = {
    choice,
    busy: Boolean(state.ui.pending[`transfer:${call.id}`]),
    choose,
    go(one) {
      choose(one);
      if (one.number && !reach.why(one.person)) commands.transfer(call.id, one.number, one.person?.id);
    },
  };
  const type = (/** @type {string} */ next) => {
    setQuery(next);
    choose(null);
    setEager(null);
  };
  // Enter chooses the first of those found, and hands over at once only to exactly what was typed.
  const setEager = useEager(found.busy, () => (choice ? picking.go(choice) : list[0] && choose(list[0])));
  const close = () => store.show({ overlay: null });
  const cross = html`<${Button} v="quiet icon" icon="x" label=${t("common.close")} onClick=${close} />`;
  return html`<${Sheet} title=${t("transfer.title")} head=${html`<${Subject} call=${call} />`} closing=${cross}
    onClose=${close}><${Field} query=${query} setQuery=${type} list=${list} picking=${picking}
      onNobody=${() => setEager(text ? false : null)} />
    <div class=${`sheet__body ${text ? "sheet__body--found" : ""}`}>
      ${text ? html`<div class="pane"><${Results} text=${text} list=${list} found=${found} picking=${picking} /></div>`
        : html`<${Browse} picking=${picking} />`}</div>
    <${Foot} picking=${picking} /><//>`;
}
