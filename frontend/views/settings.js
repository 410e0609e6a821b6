// @ts-check
/** Settings: a page for each subject. Without a login only those that need none are there. */
import { useApp } from "../components/app.js";
import { Icon, Select } from "../components/parts.js";
import { getLanguage, t } from "../i18n/index.js";
import { html } from "../preact.js";
import { About } from "./about.js";
import { Account } from "./settings-account.js";
import { Calls } from "./settings-calls.js";
import { Diagnostics } from "./settings-diagnostics.js";
import { General } from "./settings-general.js";
import { Keys } from "./settings-keys.js";
import { Privacy } from "./settings-privacy.js";
import { Sound } from "./settings-sound.js";
import { updateWaits } from "./update.js";

/** @type {{id: string, icon: string, view: any, login?: boolean}[]} */
const PAGES = [
  { id: "account", icon: "user", view: Account, login: true },
  { id: "sound", icon: "headset", view: Sound },
  { id: "calls", icon: "phone", view: Calls, login: true },
  { id: "keys", icon: "keyboard", view: Keys },
  { id: "general", icon: "monitor", view: General },
  { id: "privacy", icon: "lock", view: Privacy, login: true },
  { id: "diagnostics", icon: "pulse", view: Diagnostics },
  { id: "about", icon: "info", view: About },
];
const WITHOUT_LOGIN = "general";

/** @param {{pages: typeof PAGES, page: string}} props */
function Nav({ pages, page }) {
  const { data, store } = useApp();
  const fresh = updateWaits(data.update);
  return html`<nav class="nav" aria-label=${t("rail.settings")}>
    ${pages.map(({ id, icon }) => html`<button type="button" key=${id}
      class=${`nav__item ${id === page ? "is-selected" : ""}`} aria-current=${id === page ? "page" : undefined}
      onClick=${() => store.show({ page: id })}><${Icon} name=${icon} size=${18} />${t(`settings.page_${id}`)}
      ${id === "about" && fresh && html`<i class="news" role="img" aria-label=${t("update.waits")}></i>`}</button>`)}</nav>`;
}

/** @param {{}} _ */
export function Settings(_) {
  const { data, state, store } = useApp();
  const pages = PAGES.filter((one) => data.account || !one.login);
  const wanted = pages.find((one) => one.id === state.ui.page) ?? pages.find((one) => one.id === WITHOUT_LOGIN);
  const { id, view: View } = /** @type {typeof PAGES[0]} */ (data.account ? wanted ?? PAGES[0] : wanted);
  const title = t(`settings.page_${id}`);
  const items = pages.map((one) => ({ value: one.id, label: t(`settings.page_${one.id}`) }));
  return html`<main class="body body--settings" lang=${getLanguage()}>
    <section class="pane pane--side" aria-label=${t("rail.settings")} data-region="tree"><div class="pane__head">
      <h2 class="pane__title">${t("rail.settings")}</h2><span class="nav-choice"><${Select} label=${t("rail.settings")}
        value=${id} items=${items} onPick=${(/** @type {string} */ page) => store.show({ page })} /></span></div>
      <${Nav} pages=${pages} page=${id} /></section>
    <section class="pane" aria-label=${title} data-region="main" tabindex="-1">
      <div class="prefs scroll pane__body" key=${id}><div class="prefs__inner">
      <h1 class=${id === "about" ? "sr-only" : "prefs__title"}>${title}</h1><${View} /></div></div></section></main>`;
}
