// @ts-check
/** The account: who is logged in, whether this computer can be called, and the way out. */
import { useApp } from "../components/app.js";
import { Avatar } from "../components/avatar.js";
import { useFetched } from "../components/fetched.js";
import { Button } from "../components/parts.js";
import { Group, Pref } from "../components/prefs.js";
import { displayNumber } from "../format.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";
import { LineReason } from "./topbar.js";

/** @param {{}} _ */
function Line(_) {
  const { data, state } = useApp();
  const line = state.link === "lost" ? "failed" : data.registration.state;
  const well = line === "registered";
  return html`<${Pref} title=${t("settings.registration")} text=${well ? "" : html`<${LineReason} />`}>
    <span class="state"><i class=${`dot dot--${well ? "free" : "off"}`}></i>${t(`line.${line}`)}</span><//>`;
}

/** Where in the enterprise, as the directory has it. @param {{account: import("../types.js").Account}} props */
function Place({ account }) {
  const { data } = useApp();
  const known = data.directory.count > 0;
  const me = useFetched(known ? `/api/directory/people/${encodeURIComponent(account.user_id)}` : "",
    data.directory.revision);
  const person = /** @type {import("../types.js").Person|null} */ (me.value);
  const words = [account.enterprise_name, person?.department_path.at(-1), person?.position];
  return html`<div class="pref__desc selectable">${words.filter(Boolean).join(" · ")}</div>`;
}

/** @param {{}} _ */
export function Account(_) {
  const { data, store } = useApp();
  const account = /** @type {import("../types.js").Account} */ (data.account);
  const value = (/** @type {string} */ text) => html`<span class="num soft selectable">${text || "—"}</span>`;
  const ask = (/** @type {string} */ detail) => () =>
    store.show({ overlay: { kind: "dialog", name: "logout", detail } });
  return html`<${Group}>
      <div class="pref pref--me"><${Avatar} name=${account.name} size="lg" /><div class="pref__text">
      <div class="pref__name selectable">${account.name}</div><${Place} account=${account} /></div>
      <${Button} onClick=${ask("switch")}>${t("logout.switch_open")}<//></div>
      <${Pref} title=${t("person.extension")}>${value(account.extension)}<//>
      <${Pref} title=${t("settings.main_number")}>${value(displayNumber(account.main_number))}<//>
      <${Pref} title=${t("settings.mobile")} text=${t("settings.mobile_text")}>
      ${value(displayNumber(account.mobile))}<//><${Line} /><//>
    <${Group}><${Pref} title=${t("logout.title")} text=${t("logout.text")}>
    <${Button} v="end-quiet" onClick=${ask("")}>${t("logout.open")}<//><//><//>`;
}
