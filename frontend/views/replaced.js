// @ts-check
/** Another device or the administration has taken this login (M12): the only way back is to register again. */
import { useApp } from "../components/app.js";
import { endText, partyName } from "../components/calls.js";
import { Button, Icon } from "../components/parts.js";
import { t } from "../i18n/index.js";
import { html, useEffect, useRef } from "../preact.js";
import { More } from "./more.js";

/** @param {{}} _ */
export function Replaced(_) {
  const { commands, state, data } = useApp();
  const box = useRef(/** @type {any} */ (null));
  // Not its button: a key that was meant for what stood here before would sign out.
  useEffect(() => box.current.focus(), []);
  const removed = data.registration.reason === "login_removed";
  const why = removed ? ["removed.text", "removed.ask"] : ["replaced.text", "replaced.both"];
  return html`<main class="onb" ref=${box} data-region="main" tabindex="-1"><div class="center" role="alert">
    <span class="mark mark--hold"><${Icon} name=${removed ? "user" : "monitor"} size=${26} /></span>
    <h1 class="center__title">${t(removed ? "removed.title" : "replaced.title")}</h1>
    ${state.ended && html`<p class="center__text num">
      ${t("call.announced", { name: partyName(state.ended.party), state: endText(state.ended) })}</p>`}
    ${why.map((key) => html`<p key=${key} class="center__text">${t(key)}</p>`)}
    <div class="center__acts"><${Button} v="primary lg" busy=${state.ui.pending.logout}
      onClick=${() => commands.logOut()}>${t("replaced.again")}<//></div>
    <${More} code=${removed ? "login_removed" : "login_revoked"} />
    ${!removed && html`<p class="center__more muted t-12">${t("replaced.not_you")}</p>`}</div></main>`;
}
