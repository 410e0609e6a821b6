// @ts-check
/** The page as a whole: bar, telephones, colleagues, and what is said about a failure. */
import { Card } from "./card.js";
import { Clients } from "./client.js";
import { Colleagues } from "./colleagues.js";
import { HandsetView } from "./handset.js";
import { send } from "./line.js";
import { Button, Icon } from "./parts.js";
import { html, useEffect, useState } from "../preact.js";
import { further, putThroughTo, ringing, withClient } from "./state.js";
import { Tries } from "./tries.js";
import { Updates } from "./updates.js";
import { sentence, t } from "./words.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").View} View */
/** @typedef {{state: State, say: (text: string) => void, onLanguage: () => void}} AppProps */

/** @type {View[]} */
const VIEWS = ["phones", "clients", "colleagues", "updates", "tries"];
const WIDE = "(min-width: 1060px)";

/** Whether the telephones and another view fit beside each other. */
function useWide() {
  const [wide, setWide] = useState(matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const changed = () => setWide(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  return wide;
}

/** @param {AppProps} props */
export function App({ state, say, onLanguage }) {
  const wide = useWide();
  const [wanted, setView] = useState(/** @type {View} */ ("phones"));
  const { scene, connection } = state;
  const away = connection !== "connected";
  const view = wide && wanted === "phones" ? "colleagues" : wanted;
  const fail = (/** @type {string} */ code) => say(sentence("error", code));
  const restart = () => send("POST", "/api/restart").catch((error) => fail(error.code));
  return html`<main class=${`sim ${away ? "is-away" : ""}`} aria-busy=${away}>
    <header class="sim__bar"><${Icon} name="info" cls="t-accent" /><h1>${t("title")}</h1><span class="soft ellipsis sim__about">${t("about")}</span><div class="spacer"></div>
      <${Tabs} wide=${wide} view=${view} rings=${ringing(scene?.handsets ?? [])} onView=${setView} />
      <button type="button" class="btn btn--quiet btn--sm" lang=${t("language") === "English" ? "en" : "zh-CN"} onClick=${onLanguage}>${t("language")}</button>
      <${Button} v="sm" icon="refresh" size=${16} label=${t("restart")} title=${t("restart_hint")} disabled=${away} onClick=${restart} /></header>
    <${Banner} connection=${connection} />
    ${scene ? html`<${Body} state=${state} scene=${scene} view=${view} wide=${wide} away=${away} say=${say} fail=${fail} />` : html`<div class="sim__blank"></div>`}
    <div class="sim__said" role="status" aria-live="polite">${state.said && html`<span>${state.said}</span>`}</div>
  </main>`;
}

/** @param {{wide: boolean, view: View, rings: Set<View>, onView: (view: View) => void}} props */
function Tabs({ wide, view, rings, onView }) {
  return html`<div class="seg sim__views" role="group" aria-label=${t("views")}>
    ${VIEWS.filter((one) => !wide || one !== "phones").map((one) => html`<button type="button" key=${one}
      class=${`seg__item ${one === view ? "is-active" : ""}`} aria-pressed=${one === view} onClick=${() => onView(one)}>${t(one)}
      ${one !== view && rings.has(one) && html`<i class="sim__rings"></i><span class="sr-only">${t("rings")}</span>`}</button>`)}</div>`;
}

/** @param {{state: State, scene: Scene, view: View, wide: boolean, away: boolean, say: (text: string) => void, fail: (code: string) => void}} props */
function Body({ state, scene, view, wide, away, say, fail }) {
  const common = { offset: state.offset, away, say, fail };
  return html`<div class="sim__body">
    ${(wide || view === "phones") && html`<${Phones} scene=${scene} common=${common} />`}
    ${view === "clients" && html`<${Clients} handsets=${withClient(scene.handsets)} ...${common} />`}
    ${view === "colleagues" && html`<${Colleagues} scene=${scene} away=${away} fail=${fail} />`}
    ${view === "updates" && scene.updates && html`<${Updates} updates=${scene.updates} away=${away} fail=${fail} />`}
    ${view === "tries" && html`<${Tries} />`}</div>`;
}

/** @param {{scene: Scene, common: {offset: number, away: boolean, say: (text: string) => void, fail: (code: string) => void}}} props */
function Phones({ scene: { handsets, people }, common }) {
  const shown = handsets.filter((one) => one.shown);
  const cards = further(handsets);
  return html`<div class=${`sim__phones scroll ${cards.length ? "has-cards" : ""}`}>
    ${cards.length > 0 && html`<div class="sim__cards scroll" role="group" aria-label=${t("further")} tabindex="0">
      ${cards.map((one) => html`<${Card} key=${one.number} handset=${one} ...${common} />`)}</div>`}
    ${shown.length === 0 && html`<p class="sim__blank muted">${t("no_phones")}</p>`}
    <div class="sim__pair">${shown.map((one) => html`<${HandsetView} key=${one.number} handset=${one} through=${putThroughTo(one, people)} ...${common} />`)}</div></div>`;
}

/** @param {{connection: string}} props */
function Banner({ connection }) {
  if (connection === "connected") return null;
  if (connection === "connecting") return html`<div class="banner banner--plain" role="status"><i class="spin"></i><span>${t("loading")}</span></div>`;
  return html`<div class=${`banner ${connection === "refused" ? "banner--end" : ""}`} role="alert"><${Icon} name=${connection === "lost" ? "unplug" : "warn"} />
    <span>${t(connection)}</span>${connection === "lost" && html`<i class="spin"></i>`}</div>`;
}
