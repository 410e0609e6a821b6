// @ts-check
/** Starts the simulator's page: language, theme, news, and one render for every change. */
import { ignoreSecondClicks } from "../clicks.js";
import { App } from "./app.js";
import { listen } from "./line.js";
import { html, render } from "../preact.js";
import { initial, ringing, told } from "./state.js";
import { getLanguage, pickLanguage, setLanguage, t } from "./words.js";

const SAID_MS = 5000;
const link = new URLSearchParams(location.search);
const dark = matchMedia("(prefers-color-scheme: dark)");
let state = initial();
/** @type {any} */
let silence;

/** @param {import("./types.js").State} next */
function become(next) {
  state = next;
  const rings = ringing(state.scene?.handsets ?? []).size > 0;
  const title = `${t("title")} — ${t("product")}`;
  document.title = rings ? t("ringing_title", { title }) : title;
  document.documentElement.lang = getLanguage();
  render(html`<${App} state=${state} say=${say} onLanguage=${() => choose({ language: getLanguage() === "en" ? "zh-CN" : "en" })} />`, /** @type {Element} */ (document.getElementById("app")));
}

/** A sentence at the foot that leaves by itself. @param {string} text */
function say(text) {
  clearTimeout(silence);
  silence = setTimeout(() => become({ ...state, said: "" }), SAID_MS);
  become({ ...state, said: text });
}

/** Show this language and theme, also after a reload. @param {{language: string, theme?: string}} choice */
function choose({ language, theme }) {
  setLanguage(pickLanguage(language, []));
  link.set("lang", getLanguage());
  if (theme) link.set("theme", theme);
  history.replaceState(null, "", `?${link}`);
  applyTheme();
  become({ ...state, said: "" });
}

function applyTheme() {
  const wished = link.get("theme");
  document.documentElement.dataset.theme = wished === "dark" || wished === "light" ? wished : dark.matches ? "dark" : "light";
}

setLanguage(pickLanguage(link.get("lang"), navigator.languages));
applyTheme();
ignoreSecondClicks();
dark.addEventListener("change", applyTheme);
/** @type {any} */ (window).__choose = choose; // the program tells its window what its user chooses
become(state);
listen(
  (type, value) => become(told(state, type, value, Date.now() / 1000)),
  (connection) => become({ ...state, connection }),
);
