// @ts-check
/** The whole keyboard map, from the table that keyboard.js goes by. */
import { Chord } from "../components/keyset.js";
import { Button } from "../components/parts.js";
import { useApp } from "../components/app.js";
import { t } from "../i18n/index.js";
import { KEY_GROUPS } from "../keymap.js";
import { openPage } from "../pages.js";
import { html } from "../preact.js";

/** @param {{group: import("../keymap.js").KeyGroup}} props */
function Table({ group }) {
  const caption = t(`keys.group_${group.id}`);
  return html`<h2 class="group__title" id=${`keys-${group.id}`}>${caption}</h2><div class="group">
    <table class="keymap" aria-labelledby=${`keys-${group.id}`}><tbody>
    ${group.keys.map(({ id, keys }) => html`<tr key=${id}><th scope="row">${t(`keys.${id === "help" ? "help_page" : id}`)}</th>
      <td>${keys.map((chord) => html`<${Chord} key=${chord} chord=${chord} />`)}</td></tr>`)}</tbody></table></div>`;
}

/** @param {{}} _ */
export function Keys(_) {
  const { store } = useApp();
  return html`<p class="prefs__lead soft">${t("keys.lead")}</p>
    ${KEY_GROUPS.map((group) => html`<${Table} key=${group.id} group=${group} />`)}
    <p><${Button} v="quiet" icon="help" onClick=${() => openPage(store, "help:keys")}>${t("keys.help")}<//></p>`;
}
