// @ts-check
/** The update server: which version it offers, and what it does to those who ask. */
import { Failed, send } from "./line.js";
import { Button, Icon } from "./parts.js";
import { html } from "../preact.js";
import { sentence, t } from "./words.js";

/** @typedef {import("./types.js").Updates} Server */
/** @typedef {{updates: Server, away: boolean, fail: (code: string) => void}} UpdatesProps */

const ATTACKS = ["none", "archive", "list", "replayed", "expired", "stranger", "older", "unreachable", "slow"];

/** @param {UpdatesProps} props */
export function Updates({ updates, away, fail }) {
  const failed = (/** @type {unknown} */ error) => fail(error instanceof Failed ? error.code : "other");
  const order = (/** @type {string} */ name, body = {}) => send("POST", `/api/updates/${name}`, body).catch(failed);
  const attack = (/** @type {string} */ one) => send("PUT", "/api/updates/attack", { attack: one }).catch(failed);
  const busy = away || updates.packing !== null;
  return html`<section class="side updates scroll" aria-label=${t("updates")} tabindex="0">
    <p class="soft">${t("updates_about")}</p>
    ${updates.error && html`<p class="notice notice--hold client__note" role="alert"><${Icon} name="warn" />
      <span>${sentence("error", updates.error)}</span></p>`}
    <div class="client" role="group" aria-label=${t("updates.offer")} data-offer=${updates.version || updates.running}>
      <div class="client__head"><${Icon} name="download" size=${22} /><div class="handset__who"><h2>${t("updates.offer")}</h2>
        <div class="soft num" role="status">${offered(updates)}</div></div>
        ${updates.version && html`<${Button} v="quiet sm" icon="x" size=${16} label=${t("updates.withdraw")} disabled=${busy}
          onClick=${() => order("withdraw")} />`}</div>
      <${Progress} packing=${updates.packing} />
      <div class="client__line"><${Button} v="sm" icon="check" size=${16} label=${t("updates.works")} disabled=${busy}
        onClick=${() => order("publish", { kind: "works" })} /></div>
      <div class="client__line"><span class="soft updates__label">${t("updates.broken")}</span>
        ${["exits", "hangs"].map((kind) => html`<${Button} key=${kind} v="sm" icon="warn" size=${16} label=${t(`updates.${kind}`)}
          aria-label=${`${t("updates.broken")}：${t(`updates.${kind}`)}`} disabled=${busy} onClick=${() => order("publish", { kind })} />`)}</div></div>
    <${Attacks} now=${updates.attack} away=${away} onChoose=${attack} /></section>`;
}

/** The newest version, in words. @param {Server} updates */
function offered({ running, version, kind, packing }) {
  if (packing) {
    const percent = packing.total ? Math.floor((100 * packing.done) / packing.total) : 0;
    return t(packing.total ? "updates.packing_percent" : "updates.packing", { version: packing.version, percent });
  }
  return version ? t(`updates.kind.${kind}`, { version }) : t("updates.running", { version: running });
}

/** @param {{packing: Server["packing"]}} props */
function Progress({ packing }) {
  if (!packing) return null;
  const { version, done, total } = packing;
  return html`<div class="client__line"><progress class="updates__bar" aria-label=${t("updates.packing", { version })}
    max=${total || undefined} value=${total ? done : undefined}></progress></div>`;
}

/** @param {{now: string, away: boolean, onChoose: (attack: string) => void}} props */
function Attacks({ now, away, onChoose }) {
  const pick = (/** @type {HTMLInputElement} */ input) => {
    const before = input.closest("div")?.querySelector(`input[value="${now}"]`);
    if (before instanceof HTMLInputElement) before.checked = true; // it shows what is so, not what was asked for
    onChoose(input.value);
  };
  return html`<div class="client" role="radiogroup" aria-label=${t("updates.attack")}><div class="client__head">
      <${Icon} name="pulse" size=${22} /><div class="handset__who"><h2>${t("updates.attack")}</h2></div></div>
    ${ATTACKS.map((one) => html`<label key=${one} class="updates__attack"><input type="radio" name="attack" value=${one}
      checked=${one === now} disabled=${away} onChange=${(/** @type {any} */ event) => pick(event.currentTarget)} /><span><b>${t(`attack.${one}`)}</b>
      <span class="soft t-12">${t(`attack_hint.${one}`)}</span></span></label>`)}</div>`;
}
