// @ts-check
/** One telephone: its head, screen, keys and what can be done with it. */
import { clock, dialable, readable } from "./format.js";
import { Failed, send } from "./line.js";
import { Button, Icon } from "./parts.js";
import { html, useEffect, useState } from "../preact.js";
import { Screen } from "./screen.js";
import { codeHeard } from "./state.js";
import { sentence, t } from "./words.js";

/** @typedef {import("./types.js").Handset} Handset */
/** @typedef {{handset: Handset, offset: number, away: boolean, say: (text: string) => void, fail: (code: string) => void,
 *   through?: import("./types.js").Person|null}} HandsetProps */

const KEYS = [..."123456789*0#"];
const TONES = { ringing: "badge--hold", calling: "badge--accent", talking: "badge--call", idle: "" };

/** The name a telephone has on the page. @param {Handset} handset */
export function nameOf({ shown, name, kind, number }) {
  if (shown) return t(kind === "mobile" ? "your_mobile" : "landline");
  if (name) return name;
  return number.startsWith("+") ? t(kind === "mobile" ? "outside_mobile" : "landline") : sentence("service", number);
}

/** Renders again every second while there is something to count. @param {boolean} running */
function useSeconds(running) {
  const [, setBeat] = useState(0);
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setBeat((beat) => beat + 1), 1000);
    return () => clearInterval(timer);
  }, [running]);
}

/** @param {{handset: Handset, offset: number}} props */
export function StateBadge({ handset, offset }) {
  useSeconds(handset.state !== "idle");
  const time = clock(Date.now() / 1000 + offset - handset.since);
  return html`<span class=${`badge ${TONES[handset.state]}`} role="status">${t(handset.state, { time })}</span>`;
}

/** What a telephone can be told to do; a failure becomes a sentence. @param {HandsetProps} props */
export function useCommands({ handset, fail, say }) {
  const base = `/api/handsets/${encodeURIComponent(handset.number)}`;
  const tell = async (/** @type {string} */ name, /** @type {object} */ body = {}) => {
    try {
      await send("POST", `${base}/${name}`, body);
      return true;
    } catch (error) {
      fail(error instanceof Failed ? error.code : "other");
      return false;
    }
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(codeHeard(handset));
      say(t("copied"));
    } catch {
      say(t("not_copied"));
    }
  };
  return { tell, copy };
}

/** @param {HandsetProps} props */
export function HandsetView(props) {
  const { handset, offset, away, fail, through = null } = props;
  const [number, setNumber] = useState("");
  const { tell, copy } = useCommands(props);
  const call = async () => (await tell("dial", { number })) && setNumber("");
  const press = (/** @type {string} */ key) => {
    if (handset.state === "talking") tell("dtmf", { digit: key });
    if (handset.state === "idle") setNumber((before) => dialable(before + key));
  };
  const typed = (/** @type {KeyboardEvent} */ event) => {
    const plain = !(event.target instanceof HTMLInputElement) && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && KEYS.includes(event.key)) press(event.key);
  };
  return html`<section class=${`handset is-${handset.state}`} aria-label=${nameOf(handset)} data-number=${handset.number} data-state=${handset.state} onKeyDown=${typed}>
    <div class="handset__head"><${Icon} name=${handset.kind} size=${22} />
      <div class="handset__who"><h2 class="ellipsis">${nameOf(handset)}</h2><div class="soft num ellipsis selectable">${readable(handset.number)}</div></div>
      <${StateBadge} handset=${handset} offset=${offset} /></div>
    <${Screen} handset=${handset} through=${through} number=${number} onNumber=${setNumber} onCall=${call} onFail=${fail} />
    <div class="keys" role="group" aria-label=${t("keys")}>${KEYS.map((key) => html`<button type="button" class="key num" key=${key}
      disabled=${away} onClick=${() => press(key)}>${key}</button>`)}</div>
    <${Acts} ...${props} number=${number} onNumber=${setNumber} onCall=${call} tell=${tell} copy=${copy} /></section>`;
}

/** @param {HandsetProps & {number: string, onNumber: (number: string) => void, onCall: () => void, tell: (name: string, body?: object) => Promise<boolean>, copy: () => void}} props */
function Acts({ handset, away, number, onNumber, onCall, tell, copy, say }) {
  const code = codeHeard(handset);
  const copying = html`<${Button} icon="copy" label=${t("copy")} onClick=${copy} />`;
  if (handset.state === "ringing") {
    return html`<div class="handset__acts"><${Button} v="call" icon="phone" label=${t("answer")} disabled=${away} onClick=${() => tell("answer")} />
      <${Button} v="end" icon="hangup" label=${t("decline")} disabled=${away} onClick=${() => tell("decline")} /></div>`;
  }
  if (handset.state !== "idle") {
    return html`<div class="handset__acts">${code ? copying : html`<${SpeakKey} handset=${handset} away=${away} tell=${tell} />`}
      <${Button} v="end" icon="hangup" label=${t("hang_up")} disabled=${away} onClick=${() => tell("hang_up")} /></div>`;
  }
  const paste = () => navigator.clipboard.readText().then((text) => onNumber(dialable(text.trim())), () => say(t("paste_by_key")));
  return html`<div class="handset__acts"><${Button} v="call" icon="phone" label=${t("call")} disabled=${away || !number} onClick=${onCall} />
    ${code && !number ? copying : html`<${Button} icon="clipboard" label=${t("paste")} onClick=${paste} />`}</div>`;
}

/** @param {{handset: Handset, away: boolean, tell: (name: string, body?: object) => Promise<boolean>}} props */
function SpeakKey({ handset, away, tell }) {
  const on = handset.speaks;
  return html`<${Button} icon=${on ? "mic" : "mic-off"} label=${t(on ? "mute" : "speak")} disabled=${away} aria-pressed=${on}
    onClick=${() => tell("speak", { on: !on })} />`;
}
