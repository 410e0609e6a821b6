// @ts-check
/** Another device has taken this login (M12): the only way back is to register again. */
import { useApp } from "../components/app.js";
import { Button, Icon } from "../components/parts.js";
import { t } from "../i18n/index.js";
import { html, useEffect, useRef } from "../preact.js";

/** @param {{}} _ */
export function Replaced(_) {
  const { commands, state } = useApp();
  const box = useRef(/** @type {any} */ (null));
  useEffect(() => box.current.querySelector("button").focus(), []);
  return html`<main class="onb" ref=${box} data-region="main"><div class="center" role="alert">
    <span class="mark mark--hold"><${Icon} name="monitor" size=${26} /></span>
    <h1 class="center__title">${t("replaced.title")}</h1><p class="center__text">${t("replaced.text")}</p>
    <p class="center__text">${t("replaced.not_you")}</p><p class="center__text">${t("replaced.both")}</p>
    <div class="center__acts"><${Button} v="primary lg" busy=${state.ui.pending.logout}
      onClick=${() => commands.logOut()}>${t("replaced.again")}<//></div></div></main>`;
}
