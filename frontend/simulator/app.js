// @ts-check
/** The page as a whole: bar, telephones, colleagues, and what is said about a failure. */
import { Card } from "./card.js";
import { Colleagues } from "./colleagues.js";
import { HandsetView } from "./handset.js";
import { send } from "./line.js";
import { Button, Icon } from "./parts.js";
import { html, useState } from "../preact.js";
import { further } from "./state.js";
import { sentence, t } from "./words.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {{state: State, say: (text: string) => void, onLanguage: () => void}} AppProps */

/** @param {AppProps} props */
export function App({ state, say, onLanguage }) {
  const [view, setView] = useState("phones");
  const { scene, connection } = state;
  const away = connection !== "connected";
  const fail = (/** @type {string} */ code) => say(sentence("error", code));
  const restart = () => send("POST", "/api/restart").catch((error) => fail(error.code));
  return html`<main class=${`sim sim--${view} ${away ? "is-away" : ""}`} aria-busy=${away}>
    <header class="sim__bar"><${Icon} name="info" cls="t-accent" /><h1>${t("title")}</h1><span class="soft ellipsis sim__about">${t("about")}</span><div class="spacer"></div>
      <div class="seg sim__views" role="group" aria-label=${t("views")}>${["phones", "colleagues"].map((one) => html`<button type="button" key=${one}
        class=${`seg__item ${one === view ? "is-active" : ""}`} aria-pressed=${one === view} onClick=${() => setView(one)}>${t(one)}</button>`)}</div>
      <button type="button" class="btn btn--quiet btn--sm" lang=${t("language") === "English" ? "en" : "zh-CN"} onClick=${onLanguage}>${t("language")}</button>
      <${Button} v="sm" icon="refresh" size=${16} label=${t("restart")} title=${t("restart_hint")} disabled=${away} onClick=${restart} /></header>
    <${Banner} connection=${connection} />
    ${scene ? html`<${Body} state=${state} scene=${scene} away=${away} say=${say} fail=${fail} />` : html`<div class="sim__blank"></div>`}
    <div class="sim__said" role="status" aria-live="polite">${state.said && html`<span>${state.said}</span>`}</div>
  </main>`;
}

/** @param {{state: State, scene: import("./types.js").Scene, away: boolean, say: (text: string) => void, fail: (code: string) => void}} props */
function Body({ state, scene, away, say, fail }) {
  const shown = scene.handsets.filter((one) => one.shown);
  const cards = further(scene.handsets);
  const common = { offset: state.offset, away, say, fail };
  return html`<div class="sim__body">
    <div class="sim__phones">
      ${cards.length > 0 && html`<div class="sim__cards">${cards.map((one) => html`<${Card} key=${one.number} handset=${one} ...${common} />`)}</div>`}
      ${shown.length === 0 && html`<p class="sim__blank muted">${t("no_phones")}</p>`}
      <div class="sim__pair">${shown.map((one) => html`<${HandsetView} key=${one.number} handset=${one} ...${common} />`)}</div>
    </div>
    <${Colleagues} scene=${scene} away=${away} fail=${fail} /></div>`;
}

/** @param {{connection: string}} props */
function Banner({ connection }) {
  if (connection === "connected") return null;
  if (connection === "connecting") return html`<div class="banner banner--plain" role="status"><i class="spin"></i><span>${t("loading")}</span></div>`;
  return html`<div class=${`banner ${connection === "refused" ? "banner--end" : ""}`} role="alert"><${Icon} name=${connection === "lost" ? "unplug" : "warn"} />
    <span>${t(connection)}</span>${connection === "lost" && html`<i class="spin"></i>`}</div>`;
}
