// @ts-check
/** Listening to what a telephone heard. */
import { send } from "./line.js";
import { Button } from "./parts.js";
import { html, useEffect, useState } from "../preact.js";
import { t } from "./words.js";

/** A key that opens a player. `path` is the sound's. @param {{path: string, label: string, onFail: (code: string) => void}} props */
export function Listen({ path, label, onFail }) {
  const [address, setAddress] = useState("");
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  const open = async () => {
    try {
      setAddress(URL.createObjectURL(await (await send("GET", path)).blob()));
    } catch (error) {
      onFail(/** @type {any} */ (error).code);
    }
  };
  return html`<${Button} v="quiet icon sm" icon="speaker" size=${16} label=${label} bare onClick=${open} />
    ${address && html`<span class="sound"><audio controls autoplay src=${address} aria-label=${t("sound")}></audio>
      <${Button} v="quiet icon sm" icon="x" size=${16} label=${t("close")} bare onClick=${() => setAddress("")} /></span>`}`;
}
