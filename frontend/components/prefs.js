// @ts-check
/** The lines of the settings. */
import { html } from "../preact.js";
import { Icon } from "./parts.js";

/** @param {{title: any, text?: any, icon?: string, badge?: any, children?: any}} props */
export function Pref({ title, text, icon = "", badge, children }) {
  return html`<div class="pref">${icon && html`<${Icon} name=${icon} cls="pref__icon" />`}<div class="pref__text">
    <div class="pref__title">${title}${badge}</div>${text && html`<div class="pref__desc">${text}</div>`}</div>
    ${children && html`<div class="pref__end">${children}</div>`}</div>`;
}

/** Somebody else decides this. @param {{children?: any}} props */
export function Lock({ children }) {
  return html`<span class="badge"><${Icon} name="lock" size=${14} />${children}</span>`;
}

/** @param {{title?: string, children?: any}} props */
export function Group({ title = "", children }) {
  return html`${title && html`<h2 class="group__title">${title}</h2>`}<div class="group">${children}</div>`;
}
