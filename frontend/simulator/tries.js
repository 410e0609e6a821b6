// @ts-check
/** Things to try: a walk through everything the telephone can do, with the numbers it takes. */
import { html } from "../preact.js";
import { Icon } from "./parts.js";
import { t } from "./words.js";

const STEPS = ["register", "directory", "call", "incoming", "transfer", "permission", "clients", "callback", "update"];

/** @param {{}} _ */
export function Tries(_) {
  return html`<section class="side tries scroll" aria-label=${t("tries")} tabindex="0">
    <p class="soft">${t("about")}</p><h2 class="side__head">${t("tries_title")}</h2>
    <ol>${STEPS.map((step, at) => html`<li key=${step} class="try"><span class="try__n num" aria-hidden="true">${at + 1}</span>
      <div><h3>${t(`try.${step}`)}</h3><p class="soft selectable">${t(`try.${step}_text`)}</p></div></li>`)}</ol>
    <p class="muted t-12 tries__foot"><${Icon} name="info" size=${16} /><span>${t("tries_foot")}</span></p></section>`;
}
