// @ts-check
/** The small parts of the page. */
import { ICONS } from "../icons.js";
import { html } from "../preact.js";

/** @param {{name: string, size?: number, cls?: string}} props */
export function Icon({ name, size = 18, cls = "" }) {
  return html`<svg class=${`icon ${cls}`} width=${size} height=${size} viewBox="0 0 20 20" fill="none" stroke="currentColor"
    stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"
    dangerouslySetInnerHTML=${{ __html: ICONS[name] }}></svg>`;
}

/** @param {{icon: string, label: string, v?: string, bare?: boolean, size?: number, [attribute: string]: any}} props */
export function Button({ icon, label, v = "", bare = false, size = 18, ...rest }) {
  const variants = v.split(" ").filter(Boolean).map((one) => `btn--${one}`).join(" ");
  return html`<button type="button" class=${`btn ${variants}`} aria-label=${bare ? label : undefined} title=${bare ? label : undefined} ...${rest}>
    <${Icon} name=${icon} size=${size} />${!bare && html`<span>${label}</span>`}</button>`;
}
