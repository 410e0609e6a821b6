// @ts-check
/**
 * A long list of people: which part of it is on the page, and reading that part from the program.
 * @typedef {import("../types.js").Person} Person
 * @typedef {import("../types.js").PeoplePage} PeoplePage
 * @typedef {import("../types.js").LetterCount} LetterCount
 * @typedef {import("../types.js").Failure} Failure
 * @typedef {{letter: string, first: number, count: number, top: number, height: number}} Group
 */
import { failure } from "../commands.js";
import { useContext, useEffect, useRef, useState } from "../preact.js";
import { AppContext } from "./app.js";

export const ROW = 52;
export const HEAD = 26;
const PAGE = 200;

/** Where each letter stands in the list, in px. Letters that are not told are taken from the people. @param {LetterCount[]|undefined} told @param {Person[]} people @param {number} total @returns {Group[]} */
export function groups(told, people, total) {
  const letters = told?.length ? told : counted(people, total);
  let first = 0;
  let top = 0;
  return letters.map(({ letter, count }) => {
    const height = (letter ? HEAD : 0) + count * ROW;
    const group = { letter, first, count, top, height };
    first += count;
    top += height;
    return group;
  });
}

/** @param {Person[]} people @param {number} total @returns {LetterCount[]} */
function counted(people, total) {
  if (!people.length || people.length < total) return [{ letter: "", count: total }];
  /** @type {LetterCount[]} */
  const letters = [];
  for (const person of people) {
    const last = letters.at(-1);
    if (last && last.letter === person.letter) last.count += 1;
    else letters.push({ letter: person.letter, count: 1 });
  }
  return letters;
}

/** Lists up to this length are drawn whole. */
const SHORT = 200;

/** The rows of a group to draw: all of a short list, else those that can be seen with some before and after. @param {Group} group @param {number} top @param {number} bottom @param {number} total @returns {[number, number]} first and one past the last, in the list */
export function visible(group, top, bottom, total) {
  if (total <= SHORT) return [group.first, group.first + group.count];
  const start = group.top + (group.letter ? HEAD : 0);
  const from = Math.max(0, Math.floor((top - start) / ROW) - 6);
  const to = Math.min(group.count, Math.ceil((bottom - start) / ROW) + 6);
  return to <= from ? [group.first, group.first] : [group.first + from, group.first + to];
}

/** Where a row begins. @param {Group[]} all @param {number} index */
export function topOf(all, index) {
  const group = all.find((one) => index >= one.first && index < one.first + one.count);
  return group ? group.top + (group.letter ? HEAD : 0) + (index - group.first) * ROW : 0;
}

/** The people of a department, read page by page as they are needed. @param {string} department @param {string} revision */
export function usePeople(department, revision) {
  const { store } = useContext(AppContext);
  const [list, setList] = useState({ department: "", total: -1, letters: /** @type {LetterCount[]|undefined} */ (undefined), people: /** @type {Person[]} */ ([]) });
  const [error, setError] = useState(/** @type {Failure|null} */ (null));
  const [busy, setBusy] = useState(true);
  const pages = useRef(/** @type {Set<number>} */ (new Set()));
  const turn = useRef(0);
  const load = (/** @type {number} */ page, /** @type {number} */ mine) => {
    if (mine !== turn.current || pages.current.has(page)) return;
    pages.current.add(page);
    const path = `/api/directory/people?department=${encodeURIComponent(department)}&offset=${page * PAGE}&limit=${PAGE}`;
    store.transport.request("GET", path).then(
      (/** @type {PeoplePage} */ answer) => mine === turn.current && take(page, answer),
      (refusal) => mine === turn.current && (pages.current.delete(page), setError(failure(refusal)), setBusy(false)),
    );
  };
  const take = (/** @type {number} */ page, /** @type {PeoplePage} */ answer) => {
    setError(null);
    setBusy(false);
    setList((old) => {
      const people = old.department === department && page ? old.people.slice() : [];
      answer.people.forEach((person, at) => (people[page * PAGE + at] = person));
      return { department, total: answer.total, letters: answer.letters ?? (page ? old.letters : undefined), people };
    });
  };
  useEffect(() => {
    pages.current = new Set();
    setBusy(true);
    load(0, ++turn.current);
  }, [department, revision]);
  const need = (/** @type {number} */ from, /** @type {number} */ to) => {
    for (let page = Math.floor(from / PAGE); page * PAGE < to; page += 1) if (list.total > page * PAGE) load(page, turn.current);
  };
  const retry = () => {
    setBusy(true);
    load(0, turn.current);
  };
  return { ...list, error, busy, need, retry };
}
