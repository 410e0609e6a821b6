// @ts-check
/**
 * One field for everything: finds people by name, extension or mobile, and dials a typed number; during a call it hands
 * the call over to them.
 */
import { useApp } from "../components/app.js";
import { Avatar } from "../components/avatar.js";
import { useFetched } from "../components/fetched.js";
import { foundByMobile, Marked } from "../components/marks.js";
import { pasteOne } from "../components/numberfield.js";
import { Button, Icon, Kbd } from "../components/parts.js";
import { useReach } from "../components/reach.js";
import { focusDock, focusRegion } from "../components/regions.js";
import { dialable, firstLine, groupNumber, looksLikeNumber, plain } from "../format.js";
import { rich, sentence, t } from "../i18n/index.js";
import { html, useEffect, useRef, useState } from "../preact.js";

/** @typedef {import("../types.js").Person} Person */
/** @typedef {{id: string, person: Person|null, number: string}} Choice */
const LIMIT = 8;

/**
 * What can be chosen, the best first: a typed number is dialled as it is, unless it is exactly somebody's extension.
 * @param {string} query
 * @param {Person[]} people
 * @returns {Choice[]}
 */
export function choices(query, people) {
  const found = people.map((person) => ({ id: `omni-${person.id}`, person, number: person.extension
    || person.mobile }));
  if (!looksLikeNumber(query)) return found;
  const number = dialable(query);
  const own = found.findIndex((one) => one.person.extension === number);
  if (own >= 0) return [found[own], ...found.filter((_, at) => at !== own)];
  return [{ id: "omni-number", person: null, number }, ...found];
}

/** Whether a choice is what was typed, and not only something like it. @param {string} query @param {Choice} [choice] */
export function exact(query, choice) {
  if (!choice?.person) return Boolean(choice);
  return choice.person.extension !== "" && choice.person.extension === dialable(query);
}

/** @param {{choice: Choice, on: boolean, onOpen: () => void, onDial: () => void}} props */
function Option({ choice, on, onOpen, onDial }) {
  const { person, number } = choice;
  const { icon, verb } = useReach(person ? "" : number);
  const dial = (/** @type {Event} */ event) => {
    event.stopPropagation();
    onDial();
  };
  const text = person
    ? html`<span class="row__name"><b class="ellipsis"><${Marked} person=${person} field="name" /></b></span>
        <span class="row__sub ellipsis">
        ${[person.department_path.at(-1), person.position].filter(Boolean).join(" · ")}${foundByMobile(person)
          && html` · <span class="num"><${Marked} person=${person} field="mobile_display" /></span>`}</span>`
    : html`<span class="row__name num">${groupNumber(number)}</span><span class="row__sub">${t(`omni.${verb}_this`)}
      </span>`;
  return html`<div id=${choice.id} class=${`row ${on ? "is-selected is-hover" : ""}`} role="option"
    aria-selected=${on} onClick=${person ? onOpen : dial}>
    <${Avatar} name=${person?.name ?? ""} icon="dialpad" /><span class="row__text">${text}</span>
    <span class="row__end"><span class="row__ext num">
    ${person && html`<${Marked} person=${person} field="extension" />`}</span></span>
    <span class=${`row__act row__act--${verb} ${on ? "row__act--solid" : ""}`} aria-hidden="true" onClick=${dial}>
    <${Icon} name=${icon} size=${18} /></span></div>`;
}

/** @param {{chosen: Choice|undefined}} props */
function Foot({ chosen }) {
  const person = chosen?.person;
  const { verb } = useReach(person ? "" : chosen?.number);
  return html`<div class="omni__foot" aria-hidden="true">
    ${chosen && html`<span><${Kbd}>Enter<//>${t(`omni.${verb}`, { number: groupNumber(chosen.number) })}</span>`}
    ${person?.extension && person.mobile && html`<span><${Kbd}>Ctrl Enter<//>${t(`omni.${verb}_mobile`)}</span>`}
    ${person && html`<span><${Kbd}>→<//>${t("omni.details")}</span>`}<span><${Kbd}>Esc<//>${t("common.close")}</span>
    </div>`;
}

/** Nobody was found; what was typed may run from right to left, our sentence does not. @param {{query: string}} props */
export function Nobody({ query }) {
  return html`${rich("omni.nobody", { query: html`<bdi>${query}</bdi>` })}`;
}

/**
 * @param {{query: string, list: Choice[], at: number, found: ReturnType<typeof useFetched>, act: {open: (choice:
 *   Choice) => void, dial: (choice: Choice) => void}}} props
 */
function Panel({ query, list, at, found, act }) {
  const none = !found.busy && !found.error && !list.some((one) => one.person);
  return html`<div class="omni__panel">
    <div id="omni-list" role="listbox" aria-label=${t("omni.results")} class="omni__results scroll">
      ${list.map((choice, n) => html`<${Option} key=${choice.id} choice=${choice} on=${n === at}
        onOpen=${() => act.open(choice)} onDial=${() => act.dial(choice)} />`)}</div>
    ${found.error && html`<p class="omni__none soft" role="alert">${sentence(found.error)}</p>`}
    ${none && html`<p class="omni__none soft" role="status">
    ${list.length ? t("omni.number_unknown") : html`<${Nobody} query=${query} />`}</p>`}
    <${Foot} chosen=${list[at]} /></div>`;
}

/**
 * @param {any} event
 * @param {{list: Choice[], at: number, setAt: (at: number) => void, close: () => void, open: (choice: Choice) =>
 *   void, enter: (mobile: boolean) => void}} on
 */
function omniKeys(event, { list, at, setAt, close, open, enter }) {
  const input = event.currentTarget;
  const chosen = list[at];
  if (event.key === "Escape" && input.value === "") focusRegion();
  else if (event.key === "Escape") close();
  else if (event.key === "ArrowDown" && list.length) setAt((at + 1) % list.length);
  else if (event.key === "ArrowUp" && list.length) setAt((Math.max(at, 0) - 1 + list.length) % list.length);
  else if (event.key === "Enter" && !event.isComposing && !event.repeat) enter(event.ctrlKey);
  else if (event.key === "ArrowRight" && chosen?.person && input.selectionStart === input.value.length) open(chosen);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * Enter pressed before the answer to what was typed last: it acts on that answer, never on the one before.
 * @param {boolean} waiting for the answer
 * @param {(mobile: boolean) => void} act
 * @returns {(mobile: boolean|null) => void} whether for the mobile; null: something else is typed
 */
export function useEager(waiting, act) {
  const [eager, setEager] = useState(/** @type {boolean|null} */ (null));
  useEffect(() => {
    if (eager === null || waiting) return;
    setEager(null);
    act(eager);
  }, [eager, waiting]);
  return setEager;
}

/** The search itself: what was typed, what was found, which one is highlighted. */
function useSearch() {
  const { data, store } = useApp();
  const [query, setQuery] = useState("");
  const [moved, setAt] = useState(/** @type {number|null} */ (null));
  const text = plain(query).trim();
  const path = text && `/api/directory/people?q=${encodeURIComponent(text)}&offset=0&limit=${LIMIT}`;
  const found = useFetched(path, data.directory.revision);
  const waiting = found.busy || found.path !== path;
  const list = choices(text, text && found.path ? (/** @type {any} */ (found.value)?.people ?? []) : []);
  const reach = useReach();
  // The best is highlighted at once; a call is not handed over to somebody who is only like what was typed.
  const at = moved ?? (reach.verb === "call" || exact(text, list[0]) ? 0 : -1);
  const type = (/** @type {string} */ next) => {
    setQuery(next);
    setAt(null);
    setEager(null);
  };
  const open = (/** @type {Choice} */ choice) => {
    type("");
    if (choice.person) store.show({ section: "directory", aside: "person", person: choice.person.id,
      department: choice.person.department_id });
  };
  const dial = async (/** @type {Choice} */ { person, number }, mobile = false) => {
    setEager(null);
    const placed = await reach.to((mobile && person?.mobile) || number, person?.id);
    if (!placed) return;
    type("");
    requestAnimationFrame(focusDock);
  };
  const enter = (/** @type {boolean} */ mobile) => {
    const chosen = list[at];
    if (waiting && !(chosen && !chosen.person)) setEager(mobile);
    else if (chosen) dial(chosen, mobile);
    else if (list[0]) setAt(0);
  };
  const setEager = useEager(waiting, enter);
  return { query, text, type, at, setAt, found: { ...found, busy: waiting }, list, open, dial, enter,
    close: () => type("") };
}

/** @param {{}} _ */
export function Omnibox(_) {
  const search = useSearch();
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {any} */ (null));
  const { query, text, at, list } = search;
  useEffect(() => {
    const outside = (/** @type {Event} */ event) => !box.current.contains(event.target) && setOpen(false);
    document.addEventListener("pointerdown", outside, true);
    return () => document.removeEventListener("pointerdown", outside, true);
  }, []);
  const showing = open && text !== "";
  const typed = (/** @type {any} */ event) => {
    search.type(event.currentTarget.value);
    setOpen(true);
  };
  return html`<div class=${`omni ${showing ? "is-open" : ""}`} ref=${box} role="search"><label class="omni__field">
    <${Icon} name="search" size=${18} />
      <input id="omni" role="combobox" aria-autocomplete="list" aria-expanded=${showing} aria-controls="omni-list"
        aria-activedescendant=${showing ? list[at]?.id : undefined}
        value=${query} placeholder=${t("omni.placeholder")} aria-label=${t("omni.label")} autocomplete="off"
        spellcheck=${false} maxlength="200" onInput=${typed} onPaste=${pasteOne(firstLine)} onFocus=${() => setOpen(true)}
        onKeyDown=${(/** @type {any} */ event) => omniKeys(event, { ...search, list: showing ? list : [] })} />
      ${query ? html`<${Button} v="quiet icon sm" icon="x" size=${16} label=${t("omni.clear")}
        onClick=${search.close} />` : html`<${Kbd}>Ctrl K<//>`}</label>
    ${showing && html`<${Panel} query=${text} list=${list} at=${at} found=${search.found} act=${search} />`}</div>`;
}
