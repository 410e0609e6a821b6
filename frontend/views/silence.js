// @ts-check
/** Stops the ringing of a call that comes in, without declining it. */
import { useApp } from "../components/app.js";
import { Button } from "../components/parts.js";
import { t } from "../i18n/index.js";
import { html } from "../preact.js";

/** @param {{call: import("../types.js").Call, v?: string}} props */
export function SilenceKey({ call, v = "" }) {
  const { state, commands } = useApp();
  return html`<${Button} v=${`icon ${v}`} icon="bell-off" label=${t(call.silenced ? "call.silenced" : "call.silence")}
    disabled=${call.silenced} busy=${state.ui.pending[`silence:${call.id}`]}
    onClick=${() => commands.silence(call.id)} />`;
}
