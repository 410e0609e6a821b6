// @ts-check
/**
 * One person in a list: the dial key behind the name dials the extension, a small menu offers the mobile; during a call
 * both hand the call over.
 */
import { displayNumber } from "../format.js";
import { t } from "../i18n/index.js";
import { html, useState } from "../preact.js";
import { Avatar } from "./avatar.js";
import { foundByMobile, Marked } from "./marks.js";
import { Popover } from "./overlay.js";
import { Icon } from "./parts.js";
import { useReach } from "./reach.js";

/** @typedef {import("../types.js").Person} Person */

/** What the dial key dials: the extension, or the mobile of someone without one. @param {Person} person */
export function firstNumber(person) {
  return person.extension || person.mobile;
}

/**
 * Where a floating menu fits beside its control.
 * @param {Element} anchor
 * @param {number} width
 * @param {number} height
 */
export function beside(anchor, width, height) {
  const box = anchor.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.right - width, window.innerWidth - width - 8));
  const below = box.bottom + 4;
  const top = below + height > window.innerHeight ? Math.max(8, box.top - height - 4) : below;
  return `position:fixed;left:${left}px;top:${top}px;width:${width}px`;
}

/** Both numbers of a person to choose from. @param {{person: Person, style: string, onClose: () => void}} props */
export function NumberMenu({ person, style, onClose }) {
  const reach = useReach();
  const dial = (/** @type {string} */ number) => {
    onClose();
    reach.to(number, person.id);
  };
  const item = (/** @type {string} */ icon, /** @type {string} */ label, /** @type {string} */ number,
    /** @type {string} */ shown) => html`<button
    type="button" class="menu__item" role="menuitem" onClick=${() => dial(number)}>
      <${Icon} name=${icon} size=${16} />${label}<span class="menu__end muted num">${shown}</span></button>`;
  return html`<${Popover} label=${t("person.numbers", { name: person.name })} style=${style} onClose=${onClose}>
    ${item(reach.icon, t(`person.${reach.verb}_extension`), person.extension, person.extension)}
    ${item("mobile", t(`person.${reach.verb}_mobile`), person.mobile, person.mobile_display || displayNumber(person.mobile))}
    <//>`;
}

/** @param {{person: Person}} props */
function DialKey({ person }) {
  const reach = useReach();
  const [menu, setMenu] = useState("");
  const number = firstNumber(person);
  const name = reach.name(person.name);
  const against = reach.why(person);
  const act = (/** @type {(event: any) => void} */ what) => (/** @type {any} */ event) => {
    event.stopPropagation();
    what(event);
  };
  if (!number) return html`<span class="row__act" aria-hidden="true"></span>`;
  return html`${person.extension && person.mobile
    ? html`<button type="button" class="row__more" disabled=${against !== ""} aria-haspopup="menu"
      aria-expanded=${menu !== ""} tabindex="-1"
      aria-label=${t("person.other_numbers", { name: person.name })}
      title=${t("person.other_numbers", { name: person.name })}
      onClick=${act((event) => setMenu(menu ? "" : beside(event.currentTarget, 248, 84)))}>
        <${Icon} name="chev-down" size=${14} /></button>` : html`<span class="row__more"></span>`}
    <button type="button" class=${`row__act row__act--${reach.verb}`} disabled=${against !== ""} aria-label=${name}
      title=${against || `${name} ${displayNumber(number)}`} tabindex="-1"
      onClick=${act(() => reach.to(number, person.id))}><${Icon} name=${reach.icon} size=${18} /></button>
    ${menu && html`<${NumberMenu} person=${person} style=${menu} onClose=${() => setMenu("")} />`}`;
}

/**
 * @param {{person: Person, selected?: boolean, focusable?: boolean, style?: string, place?: {at: number, of: number},
 *   plain?: boolean, onSelect?: () => void, onFocus?: () => void}} props `plain`: the row is only there to be chosen
 */
export function PersonRow({ person, selected = false, focusable = false, style = "", place, plain = false, onSelect,
  onFocus }) {
  const select = (/** @type {Event} */ event) => {
    event.preventDefault();
    onSelect?.();
  };
  return html`<div class=${`row ${selected ? "is-selected" : ""}`} role="listitem" style=${style}
    aria-current=${selected ? "true" : undefined} aria-label=${person.name}
    aria-posinset=${place?.at} aria-setsize=${place?.of} tabindex=${focusable ? 0 : -1} data-id=${person.id}
    onClick=${onSelect} onContextMenu=${select} onFocus=${onFocus}>
    <${Avatar} name=${person.name} />
    <span class="row__text"><span class="row__name"><b class="ellipsis"><${Marked} person=${person} field="name" />
    </b></span>
      <span class="row__sub ellipsis">
      ${person.position}${foundByMobile(person)
        && html` <span class="num"><${Marked} person=${person} field="mobile_display" /></span>`}</span></span>
    <span class="row__end"><span class="row__ext num"><${Marked} person=${person} field="extension" /></span></span>
    ${!plain && html`<${DialKey} person=${person} />`}</div>`;
}
