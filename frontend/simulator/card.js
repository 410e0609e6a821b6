// @ts-check
/** A further telephone outside: a card while it rings and talks, and after that until a fresh start. */
import { readable } from "./format.js";
import { nameOf, StateBadge, useCommands } from "./handset.js";
import { Button, Icon } from "./parts.js";
import { html } from "../preact.js";
import { marked } from "./screen.js";
import { Listen } from "./sound.js";
import { codeHeard } from "./state.js";
import { t } from "./words.js";

/** @param {import("./handset.js").HandsetProps} props */
export function Card(props) {
  const { handset, offset, away, fail } = props;
  const { tell, copy } = useCommands(props);
  const last = handset.lines.at(-1);
  const way = t(handset.direction === "in" ? "from" : "to");
  const path = `/api/handsets/${encodeURIComponent(handset.number)}/heard.wav`;
  return html`<section class=${`outside is-${handset.state}`} aria-label=${`${nameOf(handset)} ${readable(handset.number)}`} data-number=${handset.number} data-state=${handset.state}>
    <${Icon} name=${handset.kind} size=${22} />
    <div class="outside__who"><div class="ellipsis"><b class="num">${readable(handset.number)}</b> <span class="soft">${nameOf(handset)}</span></div>
      <div class="soft t-12 ellipsis num">${last ? html`“${marked({ ...last, own: false })}”` : `${way} ${readable(handset.peer)} ${handset.peer_name}`}</div></div>
    <${StateBadge} handset=${handset} offset=${offset} />
    <div class="outside__acts">
      ${handset.state === "ringing" && html`<${Button} v="call sm" icon="phone" size=${16} label=${t("answer")} disabled=${away} onClick=${() => tell("answer")} />
        <${Button} v="end sm" icon="hangup" size=${16} label=${t("decline")} disabled=${away} onClick=${() => tell("decline")} />`}
      ${codeHeard(handset) && html`<${Button} v="sm" icon="copy" size=${16} label=${t("copy")} onClick=${copy} />`}
      ${(handset.state === "talking" || handset.state === "calling") && html`<${Button} v="end sm" icon="hangup" size=${16} label=${t("hang_up")} disabled=${away} onClick=${() => tell("hang_up")} />`}
      ${handset.state !== "ringing" && html`<${Listen} path=${path} label=${t("listen")} onFail=${fail} />`}</div>
  </section>`;
}
