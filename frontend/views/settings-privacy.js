// @ts-check
/** Privacy: what is kept on this computer, for how long, and how it goes. */
import { useApp } from "../components/app.js";
import { useFetched } from "../components/fetched.js";
import { Dialog } from "../components/overlay.js";
import { Button, Progress } from "../components/parts.js";
import { Group, Pref } from "../components/prefs.js";
import { SelectLine } from "../components/setting.js";
import { count, when } from "../format.js";
import { sentence, t } from "../i18n/index.js";
import { html } from "../preact.js";

const DAYS = [0, 30, 90, 180, 365];
const DAY_MS = 86_400_000;

/**
 * A question before something is deleted: 取消 has the focus.
 * @param {{title: string, text: string, go: string, busy: boolean, onGo: () => void}} props
 */
function Deletes({ title, text, go, busy, onGo }) {
  const { store } = useApp();
  const close = () => store.show({ overlay: null });
  return html`<${Dialog} title=${title} role="alertdialog" onClose=${close}><p class="soft num">${text}</p>
    <div class="dialog__acts"><${Button} v="lg" data-first="true" onClick=${close}>${t("common.cancel")}<//>
    <${Button} v="end lg" busy=${busy} onClick=${onGo}>${go}<//></div><//>`;
}

/** How long calls are remembered; what that deletes at once is asked about. @param {{}} _ */
function Retention(_) {
  const { data, state, store, commands } = useApp();
  const { overlay, pending } = state.ui;
  const asked = overlay?.name === "retention" ? overlay.detail : null;
  const pick = async (/** @type {number} */ days) => {
    const before = Math.round(store.now() - days * DAY_MS);
    const older = days ? await commands.run("older", "GET", `/api/history/count?before=${before}`) : { count: 0 };
    if (!older) return;
    if (older.count) store.show({ overlay: { kind: "dialog", name: "retention", detail: { days, count: older.count } } });
    else commands.change({ history_days: days });
  };
  const go = async () => {
    if (await commands.change({ history_days: asked.days })) store.show({ overlay: null });
  };
  const items = [...new Set([...DAYS, data.settings.history_days])].map((days) => ({ value: String(days),
    label: days ? t("privacy.days", { n: days }) : t("privacy.for_ever") }));
  return html`<${SelectLine} field="history_days" title=${t("privacy.keep")} text=${t("privacy.keep_text")}
      items=${items} read=${Number} onPick=${pick} />
    ${asked && html`<${Deletes} title=${t("privacy.keep_question", { n: asked.days })}
      text=${t("privacy.keep_deletes", { n: count(asked.count) })} go=${t("privacy.delete")}
      busy=${pending["settings:history_days"]} onGo=${go} />`}`;
}

/** @param {{}} _ */
function Cache(_) {
  const { data, state, store, commands } = useApp();
  const { directory } = data;
  const loading = directory.state === "loading";
  const known = directory.count > 0 ? t("privacy.cache_text", { n: count(directory.count),
    when: when(directory.updated_at, store.now()) }) : t("directory.empty");
  const text = html`<span class="num">${loading && directory.total
    ? t("download.count", { done: count(directory.done), total: count(directory.total) }) : known}</span>
    ${directory.state === "failed" && html`<span class="t-end" role="alert">
      ${sentence({ code: directory.error, detail: {} })}</span>`}
    ${loading && directory.total > 0 && html`<${Progress} label=${t("privacy.cache")}
      part=${directory.done / directory.total} />`}`;
  return html`<${Pref} title=${t("privacy.cache")} text=${text}><${Button} icon="refresh"
    busy=${loading || state.ui.pending.refresh} onClick=${() => loading || commands.refreshDirectory()}>
    ${t("directory.download_again")}<//><//>`;
}

/** @param {{}} _ */
function Clear(_) {
  const { data, state, store, commands } = useApp();
  const { overlay, pending } = state.ui;
  const counted = useFetched("/api/history/count", data.history.revision);
  const n = /** @type {{count: number}|null} */ (counted.value)?.count ?? 0;
  const text = counted.error ? sentence(counted.error) : t(n ? "privacy.clear_text" : "privacy.nothing", { n: count(n) });
  const go = async () => {
    if (await commands.clearHistory()) store.show({ overlay: null });
  };
  return html`<${Group} title=${t("privacy.clear_group")}><${Pref} title=${t("privacy.clear")}
      text=${html`<span class="num" role="status">${counted.value || counted.error ? text : t("common.loading")}</span>`}>
      <${Button} v="end-quiet" disabled=${!n} onClick=${() =>
        store.show({ overlay: { kind: "dialog", name: "clear-history" } })}>${t("privacy.clear_open")}<//><//><//>
    ${overlay?.name === "clear-history" && html`<${Deletes} title=${t("privacy.clear_question")}
      text=${t("privacy.clear_text", { n: count(n) })} go=${t("privacy.clear_go")} busy=${pending.clear_history}
      onGo=${go} />`}`;
}

/** @param {{}} _ */
export function Privacy(_) {
  return html`<${Group} title=${t("privacy.here")}><${Retention} /><${Cache} /><//><${Clear} />
    <p class="prefs__foot muted t-12">${t("privacy.foot")}</p>`;
}
