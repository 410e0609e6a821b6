// @ts-check
/** Settings: the account, the sound, language and theme, and what this program is. */
import { useApp } from "../components/app.js";
import { Avatar } from "../components/avatar.js";
import { Button, Icon, Logo, Segments, Select, Switch } from "../components/parts.js";
import { displayNumber } from "../format.js";
import { getLanguage, t } from "../i18n/index.js";
import { html } from "../preact.js";
import { LineReason } from "./topbar.js";
import { Permission } from "./person.js";

/** @typedef {import("../types.js").Settings} Settings */

const PAGES = [{ id: "account", icon: "user" }, { id: "sound", icon: "headset" }, { id: "general", icon: "monitor" },
  { id: "about", icon: "info" }];

/** @param {{title: string, text?: any, icon?: string, children?: any}} props */
function Pref({ title, text, icon = "", children }) {
  return html`<div class="pref">${icon && html`<${Icon} name=${icon} cls="pref__icon" />`}<div class="pref__text">
    <div>${title}</div>${text && html`<div class="pref__desc">${text}</div>`}</div>${children}</div>`;
}

/** @param {{title?: string, children?: any}} props */
function Group({ title = "", children }) {
  return html`${title && html`<h2 class="group__title">${title}</h2>`}<div class="group">${children}</div>`;
}

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

/**
 * A device by its name; one that was chosen and is gone stays in the list and says so.
 * @param {string} chosen
 * @param {string[]} present
 */
function devices(chosen, present) {
  const items = [{ value: "", label: t("sound.default") }, ...present.map((name) => ({ value: name, label: name }))];
  if (chosen && !present.includes(chosen)) items.push({ value: chosen, label: t("sound.gone", { name: chosen }) });
  return items;
}

/** @param {{field: "microphone"|"speaker"|"ringer", icon: string, present: string[], text?: string}} props */
function Device({ field, icon, present, text = "" }) {
  const { data, commands } = useApp();
  const chosen = data.settings[field];
  return html`<${Pref} title=${t(`sound.${field}`)} text=${text} icon=${icon}>
    <${Select} label=${t(`sound.${field}`)} value=${chosen} items=${devices(chosen, present)}
      onPick=${(/** @type {string} */ name) => commands.change({ [field]: name })} /><//>`;
}

/** @param {{field: "gain_control"|"echo_cancellation"|"noise_suppression"}} props */
function Processing({ field }) {
  const { data, commands, state } = useApp();
  return html`<${Pref} title=${t(`sound.${field}`)} text=${t(`sound.${field}_text`)}>
    <${Switch} label=${t(`sound.${field}`)} on=${data.settings[field]} busy=${state.ui.pending[`settings:${field}`]}
      onChange=${(/** @type {boolean} */ on) => commands.change({ [field]: on })} /><//>`;
}

/** @param {{}} _ */
function Sound(_) {
  const { microphones, speakers, problem, processing } = useApp().data.devices;
  return html`${problem && html`<div class="notice notice--flat notice--hold notice--above" role="status">
    <${Icon} name="warn" size=${18} /><div>${t(`sound.${problem}`)}</div></div>`}
    <${Group} title=${t("sound.devices")}><${Device} field="microphone" icon="mic" present=${microphones} />
    <${Device} field="speaker" icon="speaker" present=${speakers} />
      <${Device} field="ringer" icon="bell" present=${speakers} text=${t("sound.ringer_text")} /><//>
    <${Group} title=${t("sound.processing")}>
    ${processing ? "" : html`<${Pref} title=${t("sound.no_processing")} icon="info" />`}
      <${Processing} field="gain_control" /><${Processing} field="echo_cancellation" />
      <${Processing} field="noise_suppression" /><//>`;
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
