// @ts-check
/** The colleagues' telephones: how each behaves, and what it heard. */
import { Failed, send } from "./line.js";
import { Icon } from "./parts.js";
import { html, useState } from "../preact.js";
import { Listen } from "./sound.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Person} Person */
/** @typedef {{scene: import("./types.js").Scene, away: boolean, fail: (code: string) => void}} ColleaguesProps */

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
      ${groups.filter((group) => group.people.length > 0).map((group) => html`<h2 class="colleagues__head" key=${group.id}>${group.name}</h2>
        <ul>${group.people.map((person) => html`<${Row} key=${person.id} person=${person} away=${away} fail=${fail} />`)}</ul>`)}
      ${found.length === 0 && html`<p class="colleagues__none muted">${t("nobody")}</p>`}
    </div></section>`;
}

/** @param {{person: Person, away: boolean, fail: (code: string) => void}} props */
function Row({ person, away, fail }) {
  const path = `/api/people/${person.extension}`;
  const query = `?enterprise=${encodeURIComponent(person.enterprise_id)}`;
  const pick = async (/** @type {HTMLSelectElement} */ select) => {
    try {
      await send("PUT", `${path}/behaviour${query}`, { behaviour: select.value });
    } catch (error) {
      select.value = person.behaviour;
      fail(error instanceof Failed ? error.code : "other");
    }
  };
  return html`<li class="colleague" data-extension=${person.extension}>
    <div class="colleague__who"><div class="ellipsis"><b>${person.name}</b> <span class="num soft">${person.extension}</span></div>
      <div class="soft t-12 ellipsis">${person.department}</div></div>
    <span class="select"><select aria-label=${t("behaviour", { name: person.name })} value=${person.behaviour} disabled=${away}
      onChange=${(/** @type {any} */ event) => pick(event.currentTarget)}>
      ${BEHAVIOURS.map((one) => html`<option key=${one} value=${one} selected=${one === person.behaviour}>${t(`behaviour.${one}`)}</option>`)}
    </select><${Icon} name="chev-down" size=${16} /></span>
    <${Listen} path=${`${path}/heard.wav${query}`} label=${t("listen_to", { name: person.name })} onFail=${fail} /></li>`;
}
