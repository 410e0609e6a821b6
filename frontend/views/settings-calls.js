// @ts-check
/** Calls: what the platform decides about them, how those that come in are shown, and what is asked before dialling. */
import { useApp, useDesktop } from "../components/app.js";
import { Group, Lock, Pref } from "../components/prefs.js";
import { SelectLine, SwitchLine } from "../components/setting.js";
import { displayNumber } from "../format.js";
import { has, t } from "../i18n/index.js";
import { html } from "../preact.js";
import { Permission } from "./person.js";

const CORNERS = ["bottom_right", "bottom_left", "top_right", "top_left"];

/** How calls go out and come in: shown with who decided it, never chosen here (M12). @param {{}} _ */
function Rules(_) {
  const { data } = useApp();
  const account = /** @type {import("../types.js").Account} */ (data.account);
  const { mode, mode_reason: reason, policy } = account;
  const callback = mode === "callback";
  const badge = html`<${Lock}>${t(reason === "mobile_client" ? "calls.set_by_mobile" : "calls.set_by_platform")}<//>`;
  const byPlatform = html`<${Lock}>${t("calls.set_by_platform")}<//>`;
  const known = has(`calls.policy_${policy}`) ? policy : "exclusive";
  return html`<${Group} title=${t("calls.rules")}>
    <${Pref} title=${t("chip.mode")} badge=${badge} text=${html`
      <p>${t(callback ? "mode.callback_explained" : "mode.network_explained", { mobile: displayNumber(account.mobile) })}
      </p>${callback && html`<p>${t("mode.callback_incoming")}</p>`}
      <p>${t(reason === "mobile_client" ? "mode.by_mobile" : "mode.by_administration")}</p>`}>
      <span class="soft">${t(callback ? "mode.callback" : "mode.network")}</span><//>
    <${Pref} title=${t("person.permission")} badge=${byPlatform} text=${t("calls.permission_text")}>
      <${Permission} permission=${account.permission} /><//>
    <${Pref} title=${t("calls.policy")} badge=${byPlatform} text=${t(`calls.policy_${known}_text`)}>
      <span class="soft">${t(`calls.policy_${known}`)}</span><//><//>`;
}

/** @param {{}} _ */
function Incoming(_) {
  const { desktop, browser } = useDesktop();
  const corners = CORNERS.map((value) => ({ value, label: t(`calls.corner_${value}`) }));
  const window = browser ? t("settings.browser") : "";
  const notifications = desktop.notifications === false ? t("calls.no_notifications") : window;
  return html`<${Group} title=${t("calls.incoming")}>
    <${SelectLine} field="incoming_corner" title=${t("calls.corner")} items=${corners} missing=${window} />
    <${SwitchLine} field="notifications" title=${t("calls.notifications")} text=${t("calls.notifications_text")}
      missing=${notifications} />
    <${SwitchLine} field="do_not_disturb" title=${t("quiet.title")} text=${t("quiet.text")} />
    <${SwitchLine} field="on_top_in_call" title=${t("calls.on_top")} text=${t("calls.on_top_text")} missing=${window} />
    <//>`;
}

/** @param {{}} _ */
export function Calls(_) {
  return html`<${Rules} /><${Incoming} /><${Group} title=${t("calls.dialling")}>
    <${SwitchLine} field="confirm_outside" title=${t("calls.confirm")} text=${t("calls.confirm_text")} /><//>`;
}
