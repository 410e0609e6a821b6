// @ts-check
/** The colleagues' telephones: how each behaves and what it heard; and the administration's rules for them. */
import { Failed, send } from "./line.js";
import { Button, Icon } from "./parts.js";
import { readable } from "./format.js";
import { html, useState } from "../preact.js";
import { Listen } from "./sound.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Person} Person */
/** @typedef {{scene: import("./types.js").Scene, away: boolean, fail: (code: string) => void}} ColleaguesProps */

const POLICIES = ["exclusive", "refuse", "shared"];
const PERMISSIONS = ["internal", "local", "national", "international"];
const MODES = ["network", "callback"];
const BEHAVIOURS = ["talks", "echo", "busy", "silent", "declines", "calls_back", "offline", "client"];

/** @param {ColleaguesProps} props */
export function Colleagues({ scene, away, fail }) {
  const [wanted, setWanted] = useState("");
  const text = wanted.trim().toLowerCase();
  const found = scene.people.filter((person) => person.name.includes(text) || person.extension.includes(text));
  const groups = scene.enterprises.map((one) => ({ ...one, people: found.filter((person) => person.enterprise_id === one.id) }));
  return html`<section class="colleagues" aria-label=${t("colleagues")}>
    <label class="colleagues__search"><${Icon} name="search" size=${16} /><input class="input" type="search" value=${wanted} placeholder=${t("search")}
      aria-label=${t("search")} onInput=${(/** @type {any} */ event) => setWanted(event.currentTarget.value)} /></label>
    <div class="colleagues__list scroll">
      ${groups.filter((group) => group.people.length > 0).map((group) => html`<div class="colleagues__head" key=${group.id}><h2 class="ellipsis">${group.name}</h2>
          <${Choice} label=${t("policy_of", { name: group.name })} value=${group.policy} options=${POLICIES} family="policy"
            away=${away} fail=${fail} path=${`/api/enterprises/${encodeURIComponent(group.id)}/policy`} field="policy" /></div>
        <ul>${group.people.map((person) => html`<${Row} key=${person.id} person=${person} away=${away} fail=${fail} />`)}</ul>`)}
      ${found.length === 0 && html`<p class="colleagues__none muted">${t("nobody")}</p>`}
    </div></section>`;
}

/**
 * What the platform is told about somebody; it shows what is so, not what was asked for.
 * @param {{label: string, value: string, options: string[], family: string, away: boolean, fail: (code: string) => void, path: string,
 *   field: string}} props
 */
function Choice({ label, value, options, family, away, fail, path, field }) {
  const pick = async (/** @type {HTMLSelectElement} */ select) => {
    const wanted = select.value;
    select.value = value;
    await send("PUT", path, { [field]: wanted }).catch((error) => fail(error instanceof Failed ? error.code : "other"));
  };
  return html`<span class="select"><select aria-label=${label} title=${label} value=${value} disabled=${away}
    onChange=${(/** @type {any} */ event) => pick(event.currentTarget)}>
    ${options.map((one) => html`<option key=${one} value=${one} selected=${one === value}>${t(`${family}.${one}`)}</option>`)}
    </select><${Icon} name="chev-down" size=${16} /></span>`;
}

/** @param {{call: Person["call"]}} props */
function Call({ call: { state, peer } }) {
  const words = t(`busy.${state}`);
  return html`<div class=${`colleague__call t-12 ${state === "talking" ? "t-call" : "soft"}`} title=${words}>
    <${Icon} name="phone" size=${14} /><span class="sr-only">${words}</span><span class="ellipsis num">${readable(peer)}</span></div>`;
}

/** @param {{person: Person, away: boolean, fail: (code: string) => void}} props */
function Row({ person, away, fail }) {
  const [open, setOpen] = useState(false);
  const path = `/api/people/${person.extension}`;
  const query = `?enterprise=${encodeURIComponent(person.enterprise_id)}`;
  const common = { away, fail };
  const { name } = person;
  return html`<li class="colleague" data-extension=${person.extension}>
    <div class="colleague__who"><div class="ellipsis"><b>${name}</b> <span class="num soft">${person.extension}</span></div>
      ${person.call.state === "idle" ? html`<div class="soft t-12 ellipsis">${person.department}</div>` : html`<${Call} call=${person.call} />`}</div>
    <${Choice} label=${t("behaviour", { name })} value=${person.behaviour} options=${BEHAVIOURS} family="behaviour" ...${common}
      path=${`${path}/behaviour${query}`} field="behaviour" />
    <${Listen} path=${`${path}/heard.wav${query}`} label=${t("listen_to", { name })} onFail=${fail} />
    <${Button} v="quiet icon sm" icon="sliders" size=${16} label=${t("rules_of", { name })} bare aria-expanded=${open}
      onClick=${() => setOpen(!open)} />
    ${open && html`<div class="colleague__rules"><span class="soft t-12">${t("permission")}</span>
      <${Choice} label=${t("permission_of", { name })} value=${person.permission} options=${PERMISSIONS} family="permission" ...${common}
        path=${`${path}/rules${query}`} field="permission" /><span class="soft t-12">${t("mode")}</span>
      <${Choice} label=${t("mode_of", { name })} value=${person.mode} options=${MODES} family="mode" ...${common}
        path=${`${path}/rules${query}`} field="mode" />
      ${person.mode_reason === "mobile_client" && html`<p class="muted t-12">${t("mode_by_client")}</p>`}</div>`}</li>`;
}
