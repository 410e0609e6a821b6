// @ts-check
/** The screen of a telephone: what it hears, what rings, or the number being dialled. */
import { clock, dialable, readable } from "./format.js";
import { html } from "../preact.js";
import { Listen } from "./sound.js";
import { sentence, t } from "./words.js";

/** @typedef {import("./types.js").Handset} Handset */
/** @typedef {{handset: Handset, through: import("./types.js").Person|null, number: string, onNumber: (number: string) => void, onCall: () => void, onFail: (code: string) => void}} ScreenProps */

/** @param {ScreenProps} props */
export function Screen(props) {
  const { handset } = props;
  if (handset.state === "ringing" || handset.state === "calling") return html`<${Announced} handset=${handset} />`;
  if (handset.state === "talking") return html`<div class="handset__screen"><${Heard} ...${props} /></div>`;
  return html`<div class="handset__screen">
    ${handset.direction && !props.number && html`<div class="handset__last"><${Heard} ...${props} /></div>`}
    <${DialField} ...${props} /></div>`;
}

/** @param {{handset: Handset}} props */
function Announced({ handset }) {
  const ringing = handset.state === "ringing";
  const words = ringing ? (handset.peer_name ? t("incoming_from", { name: handset.peer_name }) : t("incoming")) : handset.peer_name || t("calling_to");
  return html`<div class="handset__screen"><div class="handset__announced">
    <span class="rings" aria-hidden="true"><i></i><i></i><i></i></span>
    <div class="handset__peer num selectable">${readable(handset.peer)}</div><div class="soft">${words}</div>
  </div></div>`;
}

/** @param {ScreenProps} props */
function DialField({ handset, number, onNumber, onCall }) {
  return html`<label class=${`handset__dial ${handset.direction && !number ? "handset__dial--below" : ""}`}>
    <span class="sr-only">${t("number")}</span>
    <input class="num" inputmode="tel" autocomplete="off" spellcheck="false" value=${number} placeholder=${t("dial_hint")}
      onInput=${(/** @type {any} */ event) => onNumber(dialable(event.currentTarget.value))}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Enter" && number && onCall()} />
  </label>`;
}

/** @param {ScreenProps} props */
function Heard({ handset, through, onFail }) {
  const over = handset.state === "idle";
  const entries = merged(handset);
  const way = handset.direction === "in" ? "from" : "to";
  const failed = over && handset.direction === "out" && handset.status >= 300;
  const whom = through ? ` → ${through.extension} ${through.name}` : handset.peer_name && ` · ${handset.peer_name}`;
  const nothing = failed ? sentence("status", handset.status) : t(over ? "nothing_heard" : "silence");
  return html`<div class="handset__with"><span class="ellipsis soft t-12 num">${t(over ? `last_${way}` : way)} ${readable(handset.peer)}${whom}</span>
      <${Listen} path=${`/api/handsets/${encodeURIComponent(handset.number)}/heard.wav`} label=${t("listen")} onFail=${onFail} /></div>
    <div class="heards scroll" role="log" aria-live="polite" aria-label=${t("sound")} tabindex="0">
      <div class="heards__all">${entries.map((entry) => html`<${Entry} key=${entry.at_s} entry=${entry} />`)}
      ${entries.length === 0 && html`<p class="muted">${nothing}</p>`}</div></div>`;
}

/** @typedef {{at_s: number, text: string, digits: string, own: boolean}} Entry */

/** @param {{entry: Entry}} props */
function Entry({ entry }) {
  return html`<div class="heard"><span class="heard__t num">${clock(entry.at_s)}</span>${entry.own ? html`<p><span class="soft">${t("pressed")} </span>
    <span class="sent">${[...entry.digits].map((digit) => html`<kbd class="kbd">${digit}</kbd>`)}</span></p>` : html`<p class="selectable">“${marked(entry)}”</p>`}</div>`;
}

/** The words of a line with its digits marked. @param {Entry} line */
export function marked(line) {
  if (!line.digits) return line.text;
  const spaced = [...line.digits].join(" ");
  const at = line.text.lastIndexOf(spaced);
  const before = at < 0 ? line.text.replace(/[\s\d]+$/, "") : line.text.slice(0, at);
  const after = at < 0 ? "" : line.text.slice(at + spaced.length);
  return html`${before}<b class="num">${spaced}</b>${after}`;
}

/** What was heard and what was pressed, in order; keys pressed in a row stand together. @param {Handset} handset @returns {Entry[]} */
function merged(handset) {
  const heard = handset.lines.map((line) => ({ ...line, own: false }));
  const pressed = handset.pressed.map((one) => ({ ...one, text: "", own: true }));
  /** @type {Entry[]} */
  const entries = [];
  for (const entry of [...heard, ...pressed].sort((a, b) => a.at_s - b.at_s)) {
    const last = entries.at(-1);
    if (entry.own && last?.own) entries[entries.length - 1] = { ...last, digits: last.digits + entry.digits };
    else entries.push(entry);
  }
  return entries;
}
