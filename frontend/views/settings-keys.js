// @ts-check
/** The keys of all programs, which can be changed, and the whole keyboard map from the table that keyboard.js goes by. */
import { Chord } from "../components/keyset.js";
import { Button } from "../components/parts.js";
import { Group } from "../components/prefs.js";
import { useApp, useDesktop } from "../components/app.js";
import { FIELDS, HINT, NewKey, USUAL } from "../components/newkey.js";
import { t } from "../i18n/index.js";
import { KEY_GROUPS, chords } from "../keymap.js";
import { openPage } from "../pages.js";
import { html, useEffect, useState } from "../preact.js";

/** @param {{group: import("../keymap.js").KeyGroup}} props */
function Table({ group }) {
  const { data } = useApp();
  const caption = t(`keys.group_${group.id}`);
  return html`<h2 class="group__title" id=${`keys-${group.id}`}>${caption}</h2><div class="group">
    <table class="keymap" aria-labelledby=${`keys-${group.id}`}><tbody>
    ${group.keys.map(({ id, keys }) => html`<tr key=${id}><th scope="row">${t(`keys.${id}`)}</th>
      <td>${chords(keys, data.settings).map((chord) => html`<${Chord} key=${chord} chord=${chord} />`)}</td></tr>`)}</tbody></table></div>`;
}

/** @param {{}} _ */
function Global(_) {
  const { data, commands } = useApp();
  const { desktop, browser } = useDesktop();
  const [hint, setHint] = useState(/** @type {import("../components/newkey.js").Hint} */ (null));
  const missing = browser ? t("settings.browser") : desktop.keys.length ? "" : t("keys.not_here");
  const shown = FIELDS.filter((field) => missing || desktop.keys.includes(field.slice("key_".length)));
  useEffect(() => {
    if (desktop.key_conflicts.length) commands.pauseKeys(false); // perhaps the other program has left
  }, []);
  const others = shown.filter((field) => !data.locked.includes(field) && data.settings[field] !== USUAL[field]);
  const restore = () => commands.change(Object.fromEntries(others.map((field) => [field, USUAL[field]])));
  return html`<${Group} title=${t("keys.group_global")}>
    ${missing && html`<div class="pref soft">${missing}</div>`}
    ${shown.map((field) => html`<${NewKey} key=${field} field=${field} missing=${missing} say=${setHint}
      conflict=${desktop.key_conflicts.includes(field.slice("key_".length))} />`)}<//>
    ${!missing && html`<p class="prefs__restore"><span id=${HINT} role="status" class=${hint?.wrong ? "newkey__no" : "soft"}>
      ${hint ? hint.text : t("keys.how")}</span>
      ${others.length > 0 && html`<${Button} v="quiet" onClick=${restore}>${t("keys.restore")}<//>`}</p>`}`;
}

/** @param {{}} _ */
export function Keys(_) {
  const { store } = useApp();
  return html`<${Global} /><p class="prefs__lead soft">${t("keys.lead")}</p>
    ${KEY_GROUPS.map((group) => html`<${Table} key=${group.id} group=${group} />`)}
    <p><${Button} v="quiet" icon="help" onClick=${() => openPage(store, "help:keys")}>${t("keys.in_help")}<//></p>`;
}
