// @ts-check
/** Settings: the account, the sound, language and theme, and what this program is. */
import { useApp } from "../components/app.js";
import { Avatar } from "../components/avatar.js";
import { Button, Icon, Logo, Segments, Select } from "../components/parts.js";
import { Group, Pref } from "../components/prefs.js";
import { displayNumber } from "../format.js";
import { getLanguage, t } from "../i18n/index.js";
import { html } from "../preact.js";
import { LineReason } from "./topbar.js";
import { Permission } from "./person.js";
import { Sound } from "./settings-sound.js";

const PAGES = [{ id: "account", icon: "user" }, { id: "sound", icon: "headset" }, { id: "general", icon: "monitor" },
  { id: "about", icon: "info" }];

/** @param {{}} _ */
function Line(_) {
  const { data, state } = useApp();
  const line = state.link === "lost" ? "failed" : data.registration.state;
  const well = line === "registered";
  return html`<${Pref} title=${t("settings.registration")} text=${well ? "" : html`<${LineReason} />`}>
    <span class="state"><i class=${`dot dot--${well ? "free" : "off"}`}></i>${t(`line.${line}`)}</span><//>`;
}

/** @param {{}} _ */
function Account(_) {
  const { data, store } = useApp();
  const account = /** @type {import("../types.js").Account} */ (data.account);
  const value = (/** @type {string} */ text) => html`<span class="num soft selectable">${text || "—"}</span>`;
  const callback = account.mode === "callback";
  return html`<${Group}>
      <div class="pref pref--me"><${Avatar} name=${account.name} size="lg" /><div class="pref__text">
      <div class="pref__name selectable">${account.name}</div><div class="pref__desc selectable">
      ${account.enterprise_name}</div></div></div>
      <${Pref} title=${t("person.extension")}>${value(account.extension)}<//>
      <${Pref} title=${t("settings.main_number")}>${value(displayNumber(account.main_number))}<//>
      <${Pref} title=${t("settings.mobile")} text=${t("settings.mobile_text")}>
      ${value(displayNumber(account.mobile))}<//>
      <${Pref} title=${t("person.permission")}><${Permission} permission=${account.permission} /><//>
      <${Pref} title=${t("chip.mode")}
        text=${t(account.mode_reason === "mobile_client" ? "mode.by_mobile" : "mode.by_administration")}>
          ${value(t(callback ? "mode.callback" : "mode.network"))}<//>
      <${Line} /><//>
    <${Group}><${Pref} title=${t("logout.title")} text=${t("logout.text")}>
    <${Button} v="end-quiet" onClick=${() => store.show({ overlay: { kind: "dialog", name: "logout" } })}>
    ${t("logout.open")}<//><//><//>`;
}

/** @param {{}} _ */
function General(_) {
  const { data, commands } = useApp();
  const languages = [{ value: "", label: t("settings.language_system") }, { value: "zh-CN", label: "简体中文" },
    { value: "en", label: "English" }];
  const themes = ["system", "light", "dark"].map((value) => ({ value, label: t(`settings.theme_${value}`) }));
  return html`<${Group} title=${t("settings.appearance")}>
    <${Pref} title=${t("settings.language")}>
    <${Select} label=${t("settings.language")} value=${data.settings.language} items=${languages}
      onPick=${(/** @type {string} */ language) => commands.change({ language })} /><//>
    <${Pref} title=${t("settings.theme")}>
    <${Segments} label=${t("settings.theme")} value=${data.settings.theme} items=${themes}
      onPick=${(/** @type {string} */ theme) => commands.change({ theme })} /><//><//>`;
}

/** @param {{}} _ */
function About(_) {
  const { app } = useApp().data;
  return html`<div class="about"><${Logo} size=${72} /><div class="about__name">${t("app.name")}</div>
    <p class="soft num selectable">${t("settings.version", { version: app.version })}</p>
    <p class="muted t-12">${t("settings.licence")}</p>
    ${app.demo && html`<p class="badge badge--accent">${t("settings.demo")}</p>`}</div>`;
}

const VIEWS = { account: Account, sound: Sound, general: General, about: About };

/** @param {{}} _ */
export function Settings(_) {
  const { state, store } = useApp();
  const { page } = state.ui;
  const View = /** @type {any} */ (VIEWS)[page] ?? Account;
  return html`<main class="body body--settings" lang=${getLanguage()}>
    <section class="pane pane--side" aria-label=${t("rail.settings")} data-region="tree"><div class="pane__head">
    <h2 class="pane__title">${t("rail.settings")}</h2></div>
      <nav class="nav" aria-label=${t("rail.settings")}>
      ${PAGES.map(({ id, icon }) => html`<button type="button" key=${id}
        class=${`nav__item ${id === page ? "is-selected" : ""}`} aria-current=${id === page ? "page" : undefined}
        onClick=${() => store.show({ page: id })}><${Icon} name=${icon} size=${18} />${t(`settings.page_${id}`)}
          </button>`)}</nav></section>
    <section class="pane" data-region="main" tabindex="-1"><div class="prefs scroll pane__body">
    <div class="prefs__inner"><h1 class="prefs__title">${t(`settings.page_${page}`)}</h1><${View} /></div></div>
    </section></main>`;
}
