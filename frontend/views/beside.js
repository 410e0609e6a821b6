// @ts-check
/** Help and settings where there is no window yet, or no more: beside the registration and a replaced login. */
import { useApp } from "../components/app.js";
import { Button } from "../components/parts.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";
import { Help } from "./help.js";
import { Settings } from "./settings.js";

/** @param {import("../types.js").State} state */
export function besideOpen({ ui }) {
  return ui.section === "settings" || ui.section === "help";
}

/** @param {{}} _ */
export function Beside(_) {
  const { state, store } = useApp();
  const { section, help } = state.ui;
  return html`<header class="beside" data-region="topbar"><${Button} v="quiet" icon="chev-left"
    onClick=${() => store.show({ section: "directory" })}>${t("common.back")}<//></header>
    ${section === "help" ? html`<${Help} page=${help} />` : html`<${Settings} />`}`;
}
