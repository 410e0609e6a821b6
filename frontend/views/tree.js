// @ts-check
/** The departments as a tree. */
import { useApp } from "../components/app.js";
import { useFetched } from "../components/fetched.js";
import { Icon } from "../components/parts.js";
import { count } from "../format.js";
import { t } from "../i18n/index.js";
import { html, useState } from "../preact.js";

/** @typedef {import("../types.js").Department} Department */
/** @typedef {{department: Department, level: number, open: boolean|null}} Line */

/**
 * @param {Department[]} all
 * @returns {Map<string, Department[]>} the departments under each, in their order; "" for the top
 */
export function children(all) {
  const known = new Set(all.map((one) => one.id));
  /** @type {Map<string, Department[]>} */
  const below = new Map();
  for (const one of all) {
    const parent = one.parent_id && known.has(one.parent_id) ? one.parent_id : "";
    below.set(parent, [...(below.get(parent) ?? []), one]);
  }
  for (const list of below.values()) list.sort((a, b) => a.order - b.order || a.name.localeCompare(b.name, "zh"));
  return below;
}

/** The whole enterprise, over its departments. */
export const EVERYBODY = "*";

/**
 * Several departments at the top get the enterprise over them.
 * @param {Department[]} all
 * @param {string} enterprise
 * @param {number} people
 * @returns {Department[]}
 */
export function withRoot(all, enterprise, people) {
  const top = children(all).get("") ?? [];
  if (top.length < 2) return all;
  const root = { id: EVERYBODY, name: enterprise, parent_id: null, order: 0, count: people };
  return [root, ...all.map((one) => (top.includes(one) ? { ...one, parent_id: EVERYBODY } : one))];
}

/** The departments of the enterprise, read again when the directory is a newer one. */
export function useDepartments() {
  const { data } = useApp();
  const { revision, count: people } = data.directory;
  const fetched = useFetched(people > 0 ? "/api/directory/departments" : "", revision);
  const all = /** @type {any} */ (fetched.value)?.departments ?? [];
  return { departments: withRoot(all, data.account?.enterprise_name ?? "", people), fetched };
}

/** The chosen one, else the top of the tree. @param {Department[]} departments @param {string} chosen */
export function selectedDepartment(departments, chosen) {
  return departments.find((one) => one.id === chosen) ?? children(departments).get("")?.[0] ?? null;
}

/** A department and all that it is in. @param {Department[]} all @param {string} id @returns {Set<string>} */
function above(all, id) {
  /** @type {Set<string>} */
  const found = new Set();
  for (let one = all.find((each) => each.id === id); one
    && !found.has(one.id); one = all.find((each) => each.id === one?.parent_id)) found.add(one.id);
  return found;
}

/**
 * The lines that can be seen.
 * @param {Department[]} all
 * @param {(id: string, level: number) => boolean} isOpen
 * @returns {Line[]}
 */
export function lines(all, isOpen) {
  const below = children(all);
  /** @type {Line[]} */
  const seen = [];
  const walk = (/** @type {string} */ parent, /** @type {number} */ level) => {
    for (const department of below.get(parent) ?? []) {
      const open = below.has(department.id) ? isOpen(department.id, level) : null;
      seen.push({ department, level, open });
      if (open && level < 32) walk(department.id, level + 1);
    }
  };
  walk("", 0);
  return seen;
}

/**
 * @param {Line[]} seen
 * @param {number} at
 * @param {any} event
 * @param {(id: string, open: boolean) => void} fold
 * @returns {number} the line to go to, -1 for none
 */
function treeKey(seen, at, event, fold) {
  const { department, level, open } = seen[at];
  if (event.key === "ArrowDown") return Math.min(at + 1, seen.length - 1);
  if (event.key === "ArrowUp") return Math.max(at - 1, 0);
  if (event.key === "Home") return 0;
  if (event.key === "End") return seen.length - 1;
  if (event.key === "ArrowRight" && open === true) return at + 1;
  if (event.key === "ArrowLeft" && !open && level) return seen.findLastIndex((line, n) => n < at
    && line.level < level);
  if (event.key === "ArrowRight" && open === false) fold(department.id, true);
  else if (event.key === "ArrowLeft" && open) fold(department.id, false);
  else return -1;
  return at;
}

/**
 * @param {{departments: Department[], selected: string, onPick: (id: string, byClick?: boolean) => void}} props
 */
export function Tree({ departments, selected, onPick }) {
  const [folds, setFolds] = useState(/** @type {Record<string, boolean>} */ ({}));
  const way = above(departments, departments.find((one) => one.id === selected)?.parent_id ?? "");
  const seen = lines(departments, (id, level) => folds[id] ?? (level < 2 || way.has(id)));
  const fold = (/** @type {string} */ id, /** @type {boolean} */ open) => setFolds({ ...folds, [id]: open });
  const current = Math.max(0, seen.findIndex((line) => line.department.id === selected));
  const pressed = (/** @type {any} */ event) => {
    const next = seen.length ? treeKey(seen, current, event, fold) : -1;
    if (next < 0) return;
    event.preventDefault();
    event.stopPropagation();
    onPick(seen[next].department.id);
    event.currentTarget.children[next].focus();
  };
  const chevron = (/** @type {Line} */ { department, open }) =>
    html`<span class="tree__chev" onClick=${(/** @type {Event} */ event) => {
    event.stopPropagation();
    fold(department.id, !open);
  }}><${Icon} name=${open ? "chev-down" : "chev-right"} size=${16} /></span>`;
  return html`<div class="tree scroll pane__body" role="tree" aria-label=${t("directory.departments")}
    onKeyDown=${pressed}>
    ${seen.map((line, at) => html`<div key=${line.department.id}
      class=${`tree__item ${line.department.id === selected ? "is-selected" : ""}`} role="treeitem"
      aria-level=${line.level + 1}
      aria-selected=${line.department.id === selected} aria-expanded=${line.open === null ? undefined : line.open}
      tabindex=${at === current ? 0 : -1} style=${`--lv:${line.level}`}
      aria-label=${`${line.department.name} ${count(line.department.count)}`}
      onClick=${() => onPick(line.department.id, true)}>
      ${line.open === null ? html`<i class="tree__nochev"></i>` : chevron(line)}
      <span class="tree__name ellipsis" title=${line.department.name}>${line.department.name}</span>
      <span class="tree__count num">${count(line.department.count)}</span></div>`)}
  </div>`;
}
