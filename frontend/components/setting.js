// @ts-check
/**
 * One setting on a line of its own: it applies at once, and shows the truth when it could not. What the administration
 * has fixed, and what this desktop does not have, can be seen but not changed.
 */
import { t } from "../i18n/index.js";
import { html } from "../preact.js";
import { useApp } from "./app.js";
import { Segments, Select, Switch } from "./parts.js";
import { Lock, Pref } from "./prefs.js";

/** @typedef {keyof import("../types.js").Settings} Field */
/** @typedef {{field: Field, title: string, text?: any, icon?: string, missing?: string}} Line `missing`: why it cannot be
 *   had here, "" when it can */
/** @typedef {{items: {value: string, label: string}[], read?: (value: string) => any,
 *   onPick?: (value: any) => void, shown?: string}} Choice `read`: the setting's value for an item's; `shown`: the item
 *   that counts here, whatever is set */

/** @param {Field} field @param {string} missing */
function useSetting(field, missing) {
  const { data, state, commands } = useApp();
  return {
    value: /** @type {any} */ (data.settings[field]),
    locked: data.locked.includes(field),
    disabled: data.locked.includes(field) || missing !== "",
    busy: state.ui.pending[`settings:${field}`],
    change: (/** @type {any} */ value) => commands.change({ [field]: value }),
  };
}

/** @param {Line & {locked: boolean, children?: any}} props */
function SettingLine({ title, text = "", icon = "", missing = "", locked, children }) {
  return html`<${Pref} title=${title} icon=${icon} text=${missing || text}
    badge=${locked && html`<${Lock}>${t("settings.locked")}<//>`}>${children}<//>`;
}

/** @param {Line} props */
export function SwitchLine(props) {
  const { value, locked, disabled, busy, change } = useSetting(props.field, props.missing ?? "");
  return html`<${SettingLine} ...${props} locked=${locked}><${Switch} label=${props.title} on=${value} busy=${busy}
    disabled=${disabled} onChange=${change} /><//>`;
}

/** @param {Line & Choice} props */
export function SelectLine(props) {
  const { items, read = String, onPick } = props;
  const { value, locked, disabled, change } = useSetting(props.field, props.missing ?? "");
  return html`<${SettingLine} ...${props} locked=${locked}><${Select} label=${props.title} value=${String(value)}
    items=${items} disabled=${disabled}
    onPick=${(/** @type {string} */ picked) => (onPick ?? change)(read(picked))} /><//>`;
}

/** @param {Line & Choice} props */
export function ChoiceLine(props) {
  const { items, read = String, shown } = props;
  const { value, locked, disabled, change } = useSetting(props.field, props.missing ?? "");
  return html`<${SettingLine} ...${props} locked=${locked}><${Segments} label=${props.title}
    value=${shown ?? String(value)} items=${items} disabled=${disabled}
    onPick=${(/** @type {string} */ picked) => change(read(picked))} /><//>`;
}
