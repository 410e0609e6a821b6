// @ts-check
/** A command to be typed elsewhere, with a key that copies it. */
import { t } from "../i18n/index.js";
import { html, useRef, useState } from "../preact.js";
import { Button } from "./parts.js";

/** @param {{text: string}} props */
export function Copyable({ text }) {
  const code = useRef(/** @type {any} */ (null));
  const [said, setSaid] = useState("");
  const copy = () => {
    // What is copied stays selected: where the window may not write to the clipboard, Ctrl+C does.
    getSelection()?.selectAllChildren(code.current);
    setSaid(t(document.execCommand("copy") ? "copy.done" : "copy.failed"));
  };
  return html`<div class="copy"><code class="copy__text selectable" ref=${code}>${text}</code>
    <${Button} v="sm" icon="copy" size=${16} onClick=${copy}>${t("copy.copy")}<//></div>
    <p class="t-12 muted" role="status">${said}</p>`;
}
