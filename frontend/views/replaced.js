// @ts-check
/** Another device or the administration has taken this login (M12): the only way back is to register again. */
import { useApp } from "../components/app.js";
import { Button, Icon } from "../components/parts.js";
import { t } from "../i18n/index.js";
import { html, useEffect, useRef } from "../preact.js";

/** @param {{}} _ */
export function Replaced(_) {
  const { commands, state, data } = useApp();
  const box = useRef(/** @type {any} */ (null));
  useEffect(() => box.current.querySelector("button").focus(), []);
  const removed = data.registration.reason === "login_removed";
  return html`<main class="onb" ref=${box} data-region="main"><div class="center" role="alert">
    <span class="mark mark--hold"><${Icon} name=${removed ? "user" : "monitor"} size=${26} /></span>
    <h1 class="center__title">${t(removed ? "removed.title" : "replaced.title")}</h1>
    ${(removed ? [t("removed.text"), t("removed.ask")] : [t("replaced.text"), t("replaced.not_you"), t("replaced.both")])
      .map((text) => html`<p key=${text} class="center__text">${text}</p>`)}
    <div class="center__acts"><${Button} v="primary lg" busy=${state.ui.pending.logout}
      onClick=${() => commands.logOut()}>${t("replaced.again")}<//></div></div></main>`;
}
