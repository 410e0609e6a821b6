// @ts-check
/** The small parts that every view is made of. */
import { CORD, ICONS, LOGO } from "../icons.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";

/** @typedef {import("../preact.js").Child} Child */

/** @param {{name: string, size?: number, cls?: string}} props */
export function Icon({ name, size = 20, cls = "" }) {
  return html`<svg class=${`icon ${cls}`} width=${size} height=${size} viewBox="0 0 20 20" fill="none"
    stroke="currentColor"
    stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"
    dangerouslySetInnerHTML=${{ __html: ICONS[name] }}></svg>`;
}

/** @param {{size?: number}} props */
export function Logo({ size = 48 }) {
  return html`<svg width=${size} height=${size} viewBox="0 0 64 64" aria-hidden="true">
    <rect x="2" y="2" width="60" height="60" rx="14" fill="#1F5DA6" />
    <path d=${LOGO} fill="#fff" fill-rule="evenodd" />
    <path d=${CORD} fill="none" stroke="#fff" stroke-width="4" /><circle cx="14" cy="55" r="4" fill="#fff" />
  </svg>`;
}

/** A key of the keyboard. @param {{children?: any}} props */
export function Kbd({ children }) {
  return html`<kbd class="kbd" aria-hidden="true">${children}</kbd>`;
}

/** @param {{}} _ */
export function Spinner(_) {
  return html`<i class="spin" aria-hidden="true"></i>`;
}

/**
 * A button. `v`: variants (primary, call, end, quiet, icon, sm, lg, block); `label`: its name when it shows only an
 *   icon.
 * @param {{v?: string, icon?: string, size?: number, label?: string, title?: string, k?: string, busy?: boolean,
 *   cls?: string,
 *   children?: any, [attribute: string]: any}} props
 */
export function Button({ v = "", icon = "", size = 18, label = "", title = "", k = "", busy = false, cls = "",
  children, ...rest }) {
  const variants = v.split(" ").filter(Boolean).map((one) => `btn--${one}`).join(" ");
  return html`<button type="button" class=${`btn ${variants} ${cls}`} aria-label=${label || undefined}
    title=${title || label || undefined}
    aria-busy=${busy ? "true" : undefined} aria-keyshortcuts=${k || undefined} ...${rest}>
    ${busy ? html`<${Spinner} />` : icon && html`<${Icon} name=${icon} size=${size} />`}
    ${children && html`<span>${children}</span>`}${k && html`<${Kbd}>${k}<//>`}
  </button>`;
}

/**
 * One of several choices, side by side.
 * @param {{label: string, value: string, items: {value: string, label: Child, badge?: Child}[], onPick: (value:
 *   string) => void, block?: boolean, disabled?: boolean}} props
 */
export function Segments({ label, value, items, onPick, block = false, disabled = false }) {
  const move = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = items.findIndex((item) => item.value === value);
    const next = (at + step + items.length) % items.length;
    onPick(items[next].value);
    /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (event.currentTarget).children[next]).focus();
  };
  return html`<div class=${`seg ${block ? "seg--block" : ""}`} role="radiogroup" aria-label=${label}
    aria-disabled=${disabled ? "true" : undefined} onKeyDown=${move}>
    ${items.map((item) => html`<button type="button" key=${item.value}
      class=${`seg__item ${item.value === value ? "is-active" : ""}`} role="radio"
      aria-checked=${item.value === value} tabindex=${item.value === value ? 0 : -1} disabled=${disabled}
      onClick=${() => onPick(item.value)}>
      ${item.label}${item.badge}</button>`)}
  </div>`;
}

/** @param {{label: string, on: boolean, onChange: (on: boolean) => void, busy?: boolean, disabled?: boolean}} props */
export function Switch({ label, on, onChange, busy = false, disabled = false }) {
  return html`<button type="button" class=${`switch ${on ? "is-on" : ""}`} role="switch" aria-checked=${on}
    aria-label=${label} disabled=${disabled}
    aria-busy=${busy ? "true" : undefined} onClick=${() => onChange(!on)}></button>`;
}

/**
 * @param {{label: string, value: string, items: {value: string, label: string}[], onPick: (value: string) => void,
 *   disabled?: boolean}} props
 */
export function Select({ label, value, items, onPick, disabled = false }) {
  return html`<span class="select"><select aria-label=${label} value=${value} disabled=${disabled}
    onChange=${(/** @type {any} */ event) => onPick(event.currentTarget.value)}>
    ${items.map((item) => html`<option key=${item.value} value=${item.value} selected=${item.value === value}>
    ${item.label}</option>`)}
  </select><${Icon} name="chev-down" size=${16} /></span>`;
}

/** A sentence about something that went wrong. @param {{id?: string, children?: any}} props */
export function FieldError({ id, children }) {
  return html`<p class="field__err" id=${id} role="alert"><${Icon} name="warn" size=${16} /><span>${children}</span>
    </p>`;
}

/** A quiet sentence in the middle of an empty place. @param {{icon?: string, tone?: string, children?: any}} props */
export function Empty({ icon = "", tone = "", children }) {
  return html`<div class="center">
    ${icon && html`<span class=${`mark ${tone && `mark--${tone}`}`}><${Icon} name=${icon} size=${24} /></span>`}
    <div class="center__text">${children}</div></div>`;
}

/** @param {{}} _ */
export function Waiting(_) {
  return html`<div class="center" role="status"><span class="waiting"><${Spinner} />${t("common.loading")}</span>
    </div>`;
}

/** How far something has come, 0 to 1. @param {{label: string, part: number}} props */
export function Progress({ label, part }) {
  const percent = Math.floor(Math.max(0, Math.min(1, part)) * 100);
  return html`<div class="progress" style=${`--v:${percent}%`} role="progressbar" aria-label=${label} aria-valuemin="0"
    aria-valuemax="100" aria-valuenow=${percent}><div class="progress__bar"></div></div>`;
}
