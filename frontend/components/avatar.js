// @ts-check
/** The round picture of a person: theirs when the directory has one, else the last two characters of the name. */
import { html } from "../preact.js";
import { useFetched } from "./fetched.js";
import { Icon } from "./parts.js";

const HUES = 6;
const ICON_SIZE = { sm: 16, "": 18, lg: 24, xl: 28 };

/** @param {string} name */
function hue(name) {
  return ([...name].reduce((sum, c) => sum + c.charCodeAt(0), 0) % HUES) + 1;
}

/** @param {string} name */
function initials(name) {
  if (/^[\x20-\x7e]+$/.test(name)) return name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
  return [...name].slice(-2).join("");
}

/** @param {{name?: string, icon?: string, size?: ""|"sm"|"lg"|"xl", picture?: string, children?: any}} props */
export function Avatar({ name = "", icon = "", size = "", picture = "", children }) {
  const cls = `avatar ${size && `avatar--${size}`} ${name ? `avatar--${hue(name)}` : "avatar--0"}`;
  const inside = name ? initials(name) : html`<${Icon} name=${icon || "user"} size=${ICON_SIZE[size]} />`;
  return html`<span class=${cls} aria-hidden="true">
    ${picture ? html`<img src=${picture} alt="" />` : inside}${children}</span>`;
}

/**
 * An avatar that looks for the person's own picture.
 * @param {{id: string, has: boolean, name: string, size?: ""|"sm"|"lg"|"xl"}} props
 */
export function PersonPicture({ id, has, name, size = "lg" }) {
  const path = id && has ? `/api/directory/people/${encodeURIComponent(id)}/picture` : "";
  const picture = useFetched(path);
  const url = picture.path === path && /** @type {any} */ (picture.value)?.data_url;
  return html`<${Avatar} name=${name} size=${size} picture=${url || ""} />`;
}

/** The icon that says what sort of number it is. @param {string} canonical */
export function numberIcon(canonical) {
  if (/^\+861[3-9]\d{9}$/.test(canonical)) return "mobile";
  return canonical.startsWith("ext:") ? "user" : "landline";
}
