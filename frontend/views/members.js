// @ts-check
/** The people of a department with letter heads; only the rows near the window are drawn. */
import { useApp } from "../components/app.js";
import { useSlow } from "../components/fetched.js";
import { Button, Empty, Waiting } from "../components/parts.js";
import { groups, HEAD, ROW, topOf, usePeople, visible } from "../components/people.js";
import { useReach } from "../components/reach.js";
import { firstNumber, PersonRow } from "../components/row.js";
import { sentence, t } from "../i18n/index.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../preact.js";

/** @typedef {import("../types.js").Person} Person */
/** @typedef {import("../components/people.js").Group} Group */

/** How much of the list can be seen. @param {import("../preact.js").Ref<any>} box */
function useView(box) {
  const [view, setView] = useState({ top: 0, bottom: 800 });
  useLayoutEffect(() => {
    const measure = () => box.current
      && setView({ top: box.current.scrollTop, bottom: box.current.scrollTop + box.current.clientHeight });
    const resized = new ResizeObserver(measure);
    resized.observe(box.current);
    box.current.addEventListener("scroll", measure, { passive: true });
    return () => resized.disconnect();
  }, [box.current]);
  return view;
}

/** @param {string} key @param {number} at @param {number} total */
function target(key, at, total) {
  const jump = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0,
    End: total - 1 }[key];
  return jump === undefined ? -1 : Math.max(0, Math.min(total - 1, jump));
}

/**
 * @param {{group: Group, view: {top: number, bottom: number}, people: Person[], total: number, focused: number,
 *   chosen: string, plain: boolean, onPick: (at: number) => void}} props
 */
function LetterGroup({ group, view, people, total, focused, chosen, plain, onPick }) {
  const [from, to] = visible(group, view.top, view.bottom, total);
  const here = Array.from({ length: to - from }, (_, n) => from + n);
  if (focused >= group.first && focused < group.first + group.count && !here.includes(focused)) here.push(focused);
  if (!here.length) return null;
  const head = group.letter ? HEAD : 0;
  return html`<div class="list__group" role="presentation" style=${`top:${group.top}px;height:${group.height}px`}>
    ${group.letter && html`<div class="list__head" aria-hidden="true">${group.letter}</div>`}
    ${here.map((at) => people[at] && html`<${PersonRow} key=${people[at].id} person=${people[at]}
      selected=${people[at].id === chosen} focusable=${at === focused} plain=${plain}
      style=${`top:${head + (at - group.first) * ROW}px`} place=${{ at: at + 1, of: total }}
      onSelect=${() => onPick(at)} />`)}</div>`;
}

/**
 * Keeps the chosen row in sight, and reads the rows that come into sight.
 * @param {any} box
 * @param {ReturnType<typeof usePeople>} list
 * @param {Group[]} all
 * @param {{top: number, bottom: number}} view
 * @param {number} chosen
 */
function useScrolling(box, list, all, view, chosen) {
  useEffect(() => {
    for (const group of all) {
      const [from, to] = visible(group, view.top, view.bottom, list.total);
      if (to > from) list.need(from, to);
    }
  });
  useEffect(() => {
    if (chosen < 0) return;
    const top = topOf(all, chosen);
    if (top - HEAD < view.top) box.current.scrollTo(0, top - HEAD);
    else if (top + ROW > view.bottom) box.current.scrollTo(0, top + ROW - box.current.clientHeight);
  }, [list.people[chosen]?.id]);
}

/**
 * Arrow keys walk, Enter takes the row.
 * @param {ReturnType<typeof usePeople>} list
 * @param {number} chosen
 * @param {(at: number) => void} pick
 * @param {any} box
 * @param {(person: Person, ctrl: boolean) => void} onEnter
 */
function keysOf(list, chosen, pick, box, onEnter) {
  return (/** @type {any} */ event) => {
    // A button in a row keeps its own key, and a row's menu all of them.
    if (event.target.closest(event.key === " " ? "button, [role=menu]" : "[role=menu]")) return;
    const person = list.people[Math.max(0, chosen)];
    const next = event.key === " " ? Math.max(0, chosen) : target(event.key, chosen, list.total);
    if (event.key === "Enter" && person && event.target.matches(".row")) {
      onEnter(person, event.ctrlKey);
    } else if (next >= 0) {
      pick(next);
      requestAnimationFrame(() => box.current?.querySelector("[aria-current=true]")?.focus());
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** @param {{list: ReturnType<typeof usePeople>}} props */
function Remark({ list }) {
  const slow = useSlow(list.busy && list.total < 0);
  if (list.error) {
    return html`<${Empty} icon="warn" tone="hold"><p role="alert">${sentence(list.error)}</p>
      <p class="center__acts"><${Button} onClick=${list.retry}>${t("common.retry")}<//></p><//>`;
  }
  if (list.total === 0) return html`<${Empty} icon="contacts">${t("directory.nobody_here")}<//>`;
  return slow && html`<${Waiting} />`;
}

/**
 * @param {{department: string, chosen: string, plain?: boolean, onPick: (person: Person) => void,
 *   onEnter: (person: Person, ctrl: boolean) => void}} props `department`: "" for everybody, `chosen`: a person's id
 */
export function People({ department, chosen: id, plain = false, onPick, onEnter }) {
  const { data } = useApp();
  const list = usePeople(department, data.directory.revision);
  const box = useRef(/** @type {any} */ (null));
  const view = useView(box);
  const all = groups(list.letters, list.people, Math.max(0, list.total));
  const chosen = list.people.findIndex((one) => one?.id === id);
  useEffect(() => box.current.scrollTo(0, 0), [department]);
  useScrolling(box, list, all, view, chosen);
  const pick = (/** @type {number} */ at) => list.people[at] && onPick(list.people[at]);
  const pressed = keysOf(list, chosen, pick, box, onEnter);
  const last = all.at(-1);
  return html`<div class="list list--long scroll pane__body" ref=${box} role=${list.total > 0 ? "list" : "group"}
    aria-label=${t("directory.people")} aria-busy=${list.busy ? "true" : undefined} onKeyDown=${pressed}>
    <div class="list__all" role="presentation" style=${`height:${last ? last.top + last.height : 0}px`}>
      ${all.map((group) => html`<${LetterGroup} key=${group.letter} group=${group} view=${view} people=${list.people}
        total=${list.total} focused=${Math.max(0, chosen)} chosen=${id} plain=${plain} onPick=${pick} />`)}</div>
    <${Remark} list=${list} /></div>`;
}

/**
 * The people of the directory: Enter calls the extension or hands the call over, Ctrl+Enter the mobile.
 * @param {{department: string}} props `department`: "" for everybody
 */
export function MemberList({ department }) {
  const { state, store } = useApp();
  const reach = useReach();
  const enter = (/** @type {Person} */ person, /** @type {boolean} */ ctrl) => {
    const number = (ctrl && person.mobile) || firstNumber(person);
    if (number && !reach.why(person)) reach.to(number, person.id);
  };
  return html`<${People} department=${department} chosen=${state.ui.person} onEnter=${enter}
    onPick=${(/** @type {Person} */ person) => store.show({ person: person.id, aside: "person" })} />`;
}
