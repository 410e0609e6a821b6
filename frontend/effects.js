// @ts-check
/**
 * What follows from the state outside the views: language, theme, title, and an ended call that leaves after a while.
 */
import { pickLanguage, setLanguage, t } from "./i18n/index.js";
import { screen } from "./state.js";

/** @typedef {import("./store.js").Store} Store */
export const ENDED_MS = 8_000;

/** @param {Store} store */
function applyLanguage(store) {
  const linked = new URLSearchParams(location.search).get("lang");
  const language = pickLanguage(store.state.data?.settings.language ?? "", linked, navigator.languages);
  setLanguage(language);
  document.documentElement.lang = language;
  document.title = t("app.name");
}

/** Theme and size of the text. @param {Store} store @param {MediaQueryList} dark */
function applyLook(store, dark) {
  const chosen = store.state.data?.settings.theme ?? "system";
  const theme = chosen === "system" ? (dark.matches ? "dark" : "light") : chosen;
  document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.text = store.state.data?.settings.text_size ?? "normal";
}

/** @param {Store} store */
export function startEffects(store) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  /** @type {any} */
  let settings = null;
  let ended = store.state.ended;
  /** @type {any} */
  let timer = null;
  // What ended with the login is told as long as that is.
  const leave = () => screen(store.state) === "main" && store.replace({ ...store.state, ended: null });
  const follow = () => {
    const now = store.state.data?.settings ?? null;
    if (now !== settings) {
      settings = now;
      applyLanguage(store);
      applyLook(store, dark);
    }
    if (store.state.ended === ended) return;
    ended = store.state.ended;
    clearTimeout(timer);
    if (ended) timer = setTimeout(leave, ENDED_MS);
  };
  applyLanguage(store);
  applyLook(store, dark);
  dark.addEventListener("change", () => applyLook(store, dark));
  store.subscribe(follow);
}
