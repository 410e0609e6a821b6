// @ts-check
/** How loud it is: asked for only while somebody can see it. */
import { t } from "../i18n/index.js";
import { html, useContext, useEffect, useState } from "../preact.js";
import { AppContext } from "./app.js";

/** @typedef {{microphone: number, speaker: number}} Level in dBFS, -90 is silence */
const EVERY_MS = 120;
const AGAIN_MS = 2_000; // after a refusal
const LOWEST_DB = -60;
const BARS = 24;
const HOT = 22;

/** How many bars are lit. @param {number} db */
export function lit(db) {
  return Math.max(0, Math.min(BARS, Math.round(((db - LOWEST_DB) / -LOWEST_DB) * BARS)));
}

/** What a level of the microphone means to the one who speaks. @param {number} db */
export function meaning(db) {
  if (db < -52) return "silent";
  if (db < -36) return "low";
  return db > -4 ? "high" : "good";
}

/** @param {boolean} wanted @returns {Level|null} null until it is known */
export function useLevel(wanted) {
  const { store } = useContext(AppContext);
  const [level, setLevel] = useState(/** @type {Level|null} */ (null));
  useEffect(() => {
    setLevel(null);
    if (!wanted) return undefined;
    let over = false;
    /** @type {any} */
    let timer;
    const ask = async () => {
      const answer = document.hidden ? null
        : await store.transport.request("GET", "/api/sound/level").catch(() => null);
      if (over) return;
      setLevel(answer);
      timer = setTimeout(ask, answer ? EVERY_MS : AGAIN_MS);
    };
    const seen = () => {
      if (document.hidden) return;
      clearTimeout(timer);
      timer = setTimeout(ask, 0);
    };
    ask();
    document.addEventListener("visibilitychange", seen);
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [wanted]);
  return level;
}

/** @param {{label: string, db: number, text?: string}} props */
export function Meter({ label, db, text = "" }) {
  const on = lit(db);
  return html`<span class="meter"><span class="level" role="meter" aria-label=${label} aria-valuemin="-90"
    aria-valuemax="0" aria-valuenow=${Math.round(db)} aria-valuetext=${text || undefined}>
    ${Array.from({ length: BARS }, (_, at) =>
      html`<i key=${at} class=${at < on ? (at >= HOT ? "is-hot" : "is-on") : ""}></i>`)}</span>
    ${text && html`<span class="meter__text">${text}</span>`}</span>`;
}

/** The microphone's, with a word about it. @param {{db: number, muted: boolean}} props */
export function MicrophoneMeter({ db, muted }) {
  return html`<${Meter} label=${t("sound.level")} db=${muted ? -90 : db}
    text=${t(muted ? "sound.level_muted" : `sound.level_${meaning(db)}`)} />`;
}
