// @ts-check
/** The rail at the left: who I am, and the sections of the window. */
import { useApp } from "../components/app.js";
import { Avatar } from "../components/avatar.js";
import { Icon } from "../components/parts.js";
import { t } from "../i18n/index.js";
import { ariaKeys, keyOf } from "../keymap.js";
import { html } from "../preact.js";
import { currentCall } from "../state.js";
import { updateWaits } from "./update.js";

/** @typedef {import("../types.js").Section} Section */

/** @type {{id: Section, icon: string}[]} */
const SECTIONS = [
  { id: "history", icon: "phone" },
  { id: "directory", icon: "contacts" },
  { id: "dialpad", icon: "dialpad" },
  { id: "settings", icon: "sliders" },
  { id: "help", icon: "help" },
];

/** @param {{id: Section, icon: string}} props */
function Item({ id, icon }) {
  const { data, state, store } = useApp();
  const active = state.ui.section === id;
  const missed = id === "history" ? data.history.missed : 0;
  const live = id === "directory" && !active && Boolean(currentCall(state));
  return html`<button type="button"
    class=${`rail__item ${active ? "is-active" : ""} ${live ? "rail__item--live" : ""}`}
    aria-current=${active ? "page" : undefined}
    title=${`${t(`rail.${id}`)} ${keyOf(id)}`} aria-keyshortcuts=${ariaKeys(keyOf(id))} onClick=${() => store.show({ section: id })}>
    <${Icon} name=${icon} size=${22} /><span>${t(`rail.${id}`)}</span>
    ${missed > 0 && html`<b class="rail__badge" role="img" aria-label=${t("rail.missed", { n: missed })}>
    ${missed > 99 ? "99+" : missed}</b>`}
    ${id === "settings" && updateWaits(data.update) && html`<i class="news" role="img"
      aria-label=${t("update.waits")}></i>`}
  </button>`;
}

/** @param {{}} _ */
function Me(_) {
  const { data, state, store } = useApp();
  const account = data.account;
  if (!account) return null;
  const dot = data.registration.state !== "registered" ? "off" : currentCall(state) ? "busy" : "free";
  const words = `${account.name} · ${account.extension} · ${t(`line.${data.registration.state}`)}`;
  return html`<button type="button" class="rail__me" title=${words} aria-label=${words}
    onClick=${() => store.show({ section: "settings", page: "account" })}>
    <${Avatar} name=${account.name}><i class=${`dot dot--${dot}`}></i><//></button>`;
}

/** @param {{}} _ */
export function Rail(_) {
  const { data, commands } = useApp();
  return html`<nav class="rail" aria-label=${t("rail.label")} data-region="rail">
    <${Me} />
    ${SECTIONS.slice(0, 3).map((item) => html`<${Item} key=${item.id} ...${item} />`)}
    <div class="spacer"></div>
    ${data.app.simulator && html`<button type="button" class="rail__item" title=${t("simulator.open")}
      onClick=${() => commands.openSimulator()}><${Icon} name="mobile" size=${22} /><span>${t("simulator.short")}
        </span></button>`}
    ${SECTIONS.slice(3).map((item) => html`<${Item} key=${item.id} ...${item} />`)}
  </nav>`;
}
