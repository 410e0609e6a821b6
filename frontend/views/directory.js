// @ts-check
/** The directory: departments, people, and one person or the current call beside them. */
import { useApp } from "../components/app.js";
import { useSlow } from "../components/fetched.js";
import { Popover } from "../components/overlay.js";
import { Button, Empty, Icon, Waiting } from "../components/parts.js";
import { count } from "../format.js";
import { sentence, sentences, t } from "../i18n/index.js";
import { html } from "../preact.js";
import { callIsDocked, currentCall } from "../state.js";
import { Dock } from "./dock.js";
import { MemberList } from "./members.js";
import { PersonDetail } from "./person.js";
import { EVERYBODY, selectedDepartment, Tree, useDepartments } from "./tree.js";

/** @typedef {import("../types.js").Department} Department */

/** On a narrow window the tree is a button over the list. @param {{department: Department|null, tree: any}} props */
function DepartmentButton({ department, tree }) {
  const { state, store } = useApp();
  const open = state.ui.overlay?.kind === "menu" && state.ui.overlay.name === "departments";
  return html`<span class="chipbox only-narrow">
    <button type="button" class="btn btn--quiet btn--sm" aria-haspopup="dialog" aria-expanded=${open}
      onClick=${() => store.show({ overlay: open ? null : { kind: "menu", name: "departments" } })}>
      <${Icon} name="building" size=${16} /><span class="ellipsis">${department?.name ?? t("directory.departments")}
      </span><${Icon} name="chev-down" size=${14} /></button>
    ${open && html`<${Popover} label=${t("directory.departments")} role="dialog" cls="popover--tree"
      onClose=${() => store.show({ overlay: null })}>${tree}<//>`}</span>`;
}

/** The download is under way, failed, or there is nobody yet. @param {{}} _ */
function NotReady(_) {
  const { data, commands } = useApp();
  const { state, error, done, total } = data.directory;
  const slow = useSlow(state === "loading");
  if (state === "failed") {
    return html`<${Empty} icon="warn" tone="hold"><p role="alert">${sentence({ code: error, detail: {} })}</p>
      <p class="center__acts"><${Button} icon="refresh" onClick=${() => commands.refreshDirectory()}>
      ${t("directory.download_again")}<//></p><//>`;
  }
  if (state === "loading") {
    return slow && html`<${Empty} icon="contacts"><p role="status" class="num">
      ${total ? t("download.count", { done: count(done), total: count(total) }) : t("download.asking")}</p><//>`;
  }
  return html`<${Empty} icon="contacts"><p>${t("directory.empty")}</p>
    <p class="center__acts"><${Button} icon="refresh" onClick=${() => commands.refreshDirectory()}>
    ${t("directory.download")}<//></p><//>`;
}

/** A newer directory could not be had; the old one stays. @param {{}} _ */
function Stale(_) {
  const { data, commands } = useApp();
  const { state, error, done, total } = data.directory;
  if (state === "loading") return html`<p class="pane__note muted num" role="status">
    ${total ? t("download.count", { done: count(done), total: count(total) }) : t("download.asking")}</p>`;
  if (state !== "failed") return null;
  return html`<div class="notice notice--hold" role="alert"><${Icon} name="warn" size=${18} />
    <div class="notice__text">${sentences(sentence({ code: error, detail: {} }), t("directory.old_stays"))}</div>
    <${Button} v="sm" onClick=${() => commands.refreshDirectory()}>${t("common.retry")}<//></div>`;
}

/** @param {{department: Department|null, tree: any}} props */
function People({ department, tree }) {
  return html`<section class="pane" aria-label=${t("directory.people")} data-region="main" tabindex="-1">
    <div class="pane__head"><${DepartmentButton} department=${department} tree=${tree} />
      <h2 class="pane__title only-wide ellipsis">${department?.name ?? t("rail.directory")}</h2>
      <span class="pane__meta num">${department && t("directory.count", { n: count(department.count) })}</span></div>
    <${Stale} />${department ? html`<${MemberList} department=${department.id === EVERYBODY ? "" : department.id} />`
      : html`<${Waiting} />`}</section>`;
}

/** @param {{}} _ */
export function Directory(_) {
  const { data, state, store } = useApp();
  const known = data.directory.count > 0;
  const { departments, fetched } = useDepartments();
  const department = selectedDepartment(departments, state.ui.department);
  const call = callIsDocked(state) ? currentCall(state) ?? state.ended : null;
  const tree = html`<${Tree} departments=${departments} selected=${department?.id ?? ""}
    onPick=${(/** @type {string} */ id, byClick = false) =>
      store.show(byClick ? { department: id, overlay: null } : { department: id })} />`;
  const middle = !known ? html`<section class="pane" data-region="main" tabindex="-1"><${NotReady} /></section>`
    : fetched.error ? html`<section class="pane" data-region="main" tabindex="-1"><${Empty} icon="warn" tone="hold">
      <p role="alert">${sentence(fetched.error)}</p>
        <p class="center__acts"><${Button} icon="refresh" onClick=${fetched.retry}>${t("common.retry")}<//></p><//>
        </section>`
      : html`<${People} department=${department} tree=${tree} />`;
  return html`<main class=${`body ${call ? "body--call" : "body--contacts"}`}><h1 class="sr-only">
    ${t("rail.directory")}</h1>
    <section class="pane pane--side" aria-label=${t("directory.departments")} data-region="tree">
    <div class="pane__head"><h2 class="pane__title">${t("directory.departments")}</h2></div>${tree}</section>
    ${middle}${call ? html`<${Dock} call=${call} />` : html`<${PersonDetail} id=${state.ui.person} />`}</main>`;
}
