// @ts-check
/** General: how the window looks, how the program starts and closes, and the links of other programs. */
import { useDesktop } from "../components/app.js";
import { Group } from "../components/prefs.js";
import { ChoiceLine, SelectLine, SwitchLine } from "../components/setting.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";

/** @param {{}} _ */
function Look(_) {
  const languages = [{ value: "", label: t("settings.language_system") }, { value: "zh-CN", label: "简体中文" },
    { value: "en", label: "English" }];
  const themes = ["system", "light", "dark"].map((value) => ({ value, label: t(`settings.theme_${value}`) }));
  const sizes = ["normal", "large"].map((value) => ({ value, label: t(`settings.text_size_${value}`) }));
  return html`<${Group} title=${t("settings.appearance")}>
    <${SelectLine} field="language" title=${t("settings.language")} items=${languages} />
    <${ChoiceLine} field="theme" title=${t("settings.theme")} items=${themes} />
    <${ChoiceLine} field="text_size" title=${t("settings.text_size")} items=${sizes} /><//>`;
}

/** @param {{}} _ */
export function General(_) {
  const { desktop, browser } = useDesktop();
  const missing = (/** @type {boolean|null} */ there, /** @type {string} */ why) =>
    browser ? t("settings.browser") : there === false ? t(why) : "";
  const closings = ["true", "false"].map((value) => ({ value, label: t(`settings.closing_${value}`) }));
  return html`<${Look} /><${Group} title=${t("settings.windows")}>
      <${SwitchLine} field="start_at_login" title=${t("settings.start_at_login")}
        text=${t(desktop.tray === false ? "settings.start_at_login_window" : "settings.start_at_login_text")}
        missing=${missing(desktop.autostart, "settings.no_autostart")} />
      <${ChoiceLine} field="close_to_tray" title=${t("settings.closing")} text=${t("settings.closing_text")}
        items=${closings} shown=${!browser && desktop.tray === false ? "false" : undefined}
        read=${(/** @type {string} */ value) => value === "true"}
        missing=${missing(desktop.tray, "settings.no_tray")} /><//>
    <${Group} title=${t("settings.links")}><${SwitchLine} field="open_links" title=${t("settings.open_links")}
      text=${t("settings.open_links_text")} missing=${missing(desktop.links, "settings.no_links")} /><//>`;
}
