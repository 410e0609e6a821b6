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

/**
 * Where each letter stands in the list, in px. Letters that are not told are taken from the people.
 * @param {LetterCount[]|undefined} told
 * @param {Person[]} people
 * @param {number} total
 * @returns {Group[]}
 */
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

/**
 * The rows of a group to draw: all of a short list, else those that can be seen with some before and after.
 * @param {Group} group
 * @param {number} top
 * @param {number} bottom
 * @param {number} total
 * @returns {[number, number]} first and one past the last, in the list
 */
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

/** @typedef {{department: string, total: number, letters: LetterCount[]|undefined, people: Person[]}} Known */

/** @param {Known} old @param {string} department @param {number} page @param {PeoplePage} answer @returns {Known} */
function withPage(old, department, page, answer) {
  const people = old.department === department && page ? old.people.slice() : [];
  answer.people.forEach((person, at) => (people[page * PAGE + at] = person));
  return { department, total: answer.total, letters: answer.letters ?? (page ? old.letters : undefined), people };
}

/** @param {string} department @param {number} page */
function pathOf(department, page) {
  return `/api/directory/people?department=${encodeURIComponent(department)}&offset=${page * PAGE}&limit=${PAGE}`;
}

/** @type {Known} */
const NOTHING = { department: "", total: -1, letters: undefined, people: [] };

/**
 * The people of a department, read page by page as they are needed. A page that could not be read stays so until
 * `retry`.
 * @param {string} department
 * @param {string} revision
 */
export function usePeople(department, revision) {
  const { store } = useContext(AppContext);
  const [list, setList] = useState(NOTHING);
  const [error, setError] = useState(/** @type {Failure|null} */ (null));
  const [busy, setBusy] = useState(true);
  const asked = useRef(/** @type {Set<number>} */ (new Set()));
  const load = (/** @type {number} */ page) => {
    const mine = asked.current;
    if (mine.has(page)) return;
    mine.add(page);
    const done = (/** @type {Failure|null} */ problem, /** @type {PeoplePage|null} */ answer) => {
      if (mine !== asked.current) return;
      setBusy(false);
      setError(problem);
      if (answer) setList((old) => withPage(old, department, page, answer));
    };
    const asking = store.transport.request("GET", pathOf(department, page));
    asking.then((answer) => done(null, answer), (refusal) => done(failure(refusal), null));
  };
  const start = () => {
    asked.current = new Set();
    setBusy(true);
    load(0);
  };
  useEffect(start, [department, revision]);
  const need = (/** @type {number} */ from, /** @type {number} */ to) => {
    for (let page = Math.floor(from / PAGE); page * PAGE < Math.min(to, list.total); page += 1) load(page);
  };
  return { ...list, error, busy, need, retry: start };
}
