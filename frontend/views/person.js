// @ts-check
/**
 * One person: picture, name, department, extension, mobile, permission, e-mail, dial keys, and our calls with them.
 */
import { useApp } from "../components/app.js";
import { PersonPicture } from "../components/avatar.js";
import { useFetched } from "../components/fetched.js";
import { Button, Empty } from "../components/parts.js";
import { useReach } from "../components/reach.js";
import { displayNumber } from "../format.js";
import { sentence, t } from "../i18n/index.js";
import { html } from "../preact.js";
import { RecentCalls } from "./recent.js";

/** @typedef {import("../types.js").Person} Person */

/** From the narrowest to the widest; each includes those before it. */
const PERMISSIONS = ["internal", "local", "national", "international"];

/** @param {{permission: string}} props */
export function Permission({ permission }) {
  const reach = PERMISSIONS.indexOf(permission);
  return html`<span class="perm">
    ${PERMISSIONS.map((one, at) =>
      html`<span key=${one} class=${`badge ${at <= reach ? "" : "badge--no"}`}>
        ${t(`permission.${one}`)}${at > reach && html`<span class="sr-only"> ${t("permission.no")}</span>`}</span>`)}
        </span>`;
}

/** @param {{person: Person}} props */
function DialKeys({ person }) {
  const reach = useReach();
  const why = reach.why(person);
  const first = reach.verb === "call" ? "call" : "primary";
  const dial = (/** @type {string} */ number) => () => reach.to(number, person.id);
  return html`<div class="detail__acts">
    ${person.extension && html`<${Button} v=${first} icon=${reach.icon} disabled=${why !== ""} title=${why}
      onClick=${dial(person.extension)}>${t(`person.${reach.verb}_number`, { number: person.extension })}<//>`}
    ${person.mobile && html`<${Button} v=${person.extension ? "" : first} icon="mobile" disabled=${why !== ""}
      title=${why} onClick=${dial(person.mobile)}>${t(`person.${reach.verb}_mobile`)}<//>`}</div>`;
}

/** @param {{person: Person}} props */
function Facts({ person }) {
  const { department_path: path, extension, mobile, email, permission } = person;
  return html`<dl class="facts">
    <dt>${t("person.department")}</dt><dd class="selectable">${path.length ? path.join(" / ") : "—"}</dd>
    <dt>${t("person.extension")}</dt><dd class="num selectable">${extension || "—"}</dd>
    <dt>${t("person.mobile")}</dt><dd class="num selectable">
    ${mobile ? person.mobile_display || displayNumber(mobile) : "—"}</dd>
    <dt>${t("person.email")}</dt><dd class="selectable facts__long">${email || "—"}</dd>
    <dt>${t("person.permission")}</dt><dd>
    ${PERMISSIONS.includes(permission) ? html`<${Permission} permission=${permission} />` : "—"}</dd></dl>`;
}

/** @param {{person: Person}} props */
function Shown({ person }) {
  const { data } = useApp();
  const enterprise = data.account?.enterprise_id ?? "";
  const numbers = [person.extension && `ext:${enterprise}:${person.extension}`, person.mobile].filter(Boolean);
  return html`<div class="scroll pane__body"><div class="detail">
    <div class="detail__hero"><${PersonPicture} id=${person.id} has=${person.has_picture} name=${person.name} />
      <div class="detail__who"><h2 class="detail__name selectable">${person.name}</h2><div class="soft">
      ${person.position}</div></div></div>
    <${DialKeys} person=${person} /><${Facts} person=${person} />
    <${RecentCalls} title=${t("person.recent")} numbers=${numbers} /></div></div>`;
}

/** @param {{id: string}} props */
export function PersonDetail({ id }) {
  const { data } = useApp();
  const path = id ? `/api/directory/people/${encodeURIComponent(id)}` : "";
  const fetched = useFetched(path, data.directory.revision);
  const person = /** @type {Person|null} */ (path && (fetched.path === path || fetched.busy) ? fetched.value : null);
  return html`<section class="pane pane--end" aria-label=${t("person.label")} data-region="detail" tabindex="-1">
    ${person ? html`<${Shown} key=${person.id} person=${person} />`
      : fetched.error ? html`<${Empty} icon="warn" tone="hold"><p role="alert">${sentence(fetched.error)}</p>
        <p class="center__acts"><${Button} onClick=${fetched.retry}>${t("common.retry")}<//></p><//>`
        : !id && html`<${Empty}><span class="muted">${t("person.choose")}</span><//>`}</section>`;
}
