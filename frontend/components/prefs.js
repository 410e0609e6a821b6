// @ts-check
/** The lines of the settings. */
import { html } from "../preact.js";
import { Icon } from "./parts.js";

/** @param {{title: string, text?: any, icon?: string, children?: any}} props */
export function Pref({ title, text, icon = "", children }) {
  return html`<div class="pref">${icon && html`<${Icon} name=${icon} cls="pref__icon" />`}<div class="pref__text">
    <div>${title}</div>${text && html`<div class="pref__desc">${text}</div>`}</div>${children}</div>`;
}

/** @param {{title?: string, children?: any}} props */
export function Group({ title = "", children }) {
  return html`${title && html`<h2 class="group__title">${title}</h2>`}<div class="group">${children}</div>`;
}
