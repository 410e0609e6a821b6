// @ts-check
/** The operator's mobile app, played on a mobile: a second client of the same person, beside the one on the PC. */
import { clock, dialable, readable } from "./format.js";
import { useCommands } from "./handset.js";
import { Button, Icon } from "./parts.js";
import { html, useEffect, useState } from "../preact.js";
import { Listen } from "./sound.js";
import { sentence, t } from "./words.js";

/** @typedef {import("./types.js").Handset} Handset */
/** @typedef {import("./types.js").Client} Client */
/** @typedef {{handset: Handset, offset: number, away: boolean, say: (text: string) => void, fail: (code: string) => void}} ClientProps */
/** @typedef {{client: Client, away: boolean, tell: (name: string, body?: object) => Promise<boolean>}} Part */

const TONES = { out: "", verifying: "badge--accent", in: "badge--call" };

/** @param {{handsets: Handset[], offset: number, away: boolean, say: (text: string) => void, fail: (code: string) => void}} props */
export function Clients({ handsets, ...common }) {
  return html`<section class="side clients scroll" aria-label=${t("clients")} tabindex="0">
    <p class="soft">${t("clients_about")}</p>
    ${handsets.map((one) => html`<${ClientView} key=${one.number} handset=${one} ...${common} />`)}
    ${handsets.length === 0 && html`<p class="sim__blank muted">${t("no_clients")}</p>`}</section>`;
}

/** @param {ClientProps} props */
function ClientView(props) {
  const { handset, away } = props;
  const client = /** @type {Client} */ (handset.client);
  const { tell: order } = useCommands(props);
  const tell = (/** @type {string} */ name, body = {}) => order(`client/${name}`, body);
  const part = { client, away, tell };
  return html`<div class=${`client ${client.call.state === "ringing" ? "is-ringing" : ""}`} role="group"
    aria-label=${`${t("clients")} ${readable(handset.number)}`} data-client=${handset.number} data-state=${client.state}>
    <div class="client__head"><${Icon} name="mobile" size=${22} /><div class="handset__who">
      <h2 class="num ellipsis">${readable(handset.number)}</h2>
      <div class="soft t-12 ellipsis">${where(client)}</div></div>
      <span class=${`badge ${TONES[client.state]}`} role="status">${t(`client.${client.state}`)}</span></div>
    ${client.state === "out" && html`<${LogIn} ...${part} />`}
    ${client.state === "verifying" && html`<${Verifying} ...${part} />`}
    ${client.state === "in" && html`<${LoggedIn} ...${part} ...${props} />`}</div>`;
}

/** Which enterprise it is logged in to. @param {Client} client */
function where(client) {
  const one = client.enterprises.find((each) => each.id === client.enterprise_id);
  return one ? `${one.name} · ${t("extension", { extension: client.extension })}` : t("client.not_in");
}

/** Where it rings; beside the PC only where both may be signed in. @param {Client} client */
function rings({ registered, mode, enterprises, enterprise_id }) {
  if (!registered && mode !== "callback") return t("client.connecting");
  const shared = enterprises.some((one) => one.id === enterprise_id && one.policy === "shared");
  return `${t(registered ? "client.registered" : "client.by_mobile")}${shared ? t("client.with_pc") : ""}`;
}

/** Why it is out. @param {Client} client */
function reasonOf({ reason, retry_after_s }) {
  return reason && reason !== "logged_out" ? sentence("client.reason", reason, { n: Math.ceil(retry_after_s) }) : "";
}

/** @param {Part} props */
function LogIn({ client, away, tell }) {
  const reason = reasonOf(client);
  return html`${reason && html`<p class="notice notice--hold client__note" role="alert"><${Icon} name="warn" />
      <span>${reason}</span></p>`}
    <ul class="client__list">${client.enterprises.map((one) => html`<li key=${one.id} class="client__line">
      <div class="handset__who"><div class="ellipsis"><b>${one.name}</b></div><div class="soft t-12">
      ${t("extension", { extension: one.extension })} · ${t(`policy.${one.policy}`)}</div></div>
      <${Button} v="sm" icon="arrow-in" size=${16} label=${t("log_in")} disabled=${away}
        aria-label=${`${t("log_in")} ${one.name}`} onClick=${() => tell("log_in", { enterprise_id: one.id })} /></li>`)}</ul>`;
}

/** @param {Part} props */
function Verifying({ away, tell }) {
  return html`<p class="notice client__note" role="status"><i class="spin"></i><span>${t("client.verify")}</span></p>
    <div class="client__acts"><${Button} v="sm" icon="x" size=${16} label=${t("give_up")} disabled=${away}
      onClick=${() => tell("log_out")} /></div>`;
}

/** @param {Part & ClientProps} props */
function LoggedIn({ client, away, tell, handset, offset, fail }) {
  return html`<div class="client__line"><span class="soft">${t("mode")}</span><div class="spacer"></div>
      <div class="seg" role="group" aria-label=${t("mode")}>${["network", "callback"].map((one) => html`<button type="button"
        key=${one} class=${`seg__item ${one === client.mode ? "is-active" : ""}`} aria-pressed=${one === client.mode}
        disabled=${away} onClick=${() => one !== client.mode && tell("mode", { mode: one })}>${t(`mode.${one}`)}</button>`)}
      </div></div>
    <p class="soft t-12 client__text">${rings(client)}</p>
    <${Calls} client=${client} away=${away} tell=${tell} number=${handset.number} offset=${offset} fail=${fail} />
    <div class="client__acts"><${Button} v="quiet sm" icon="logout" size=${16} label=${t("log_out")} disabled=${away}
      onClick=${() => tell("log_out")} /></div>`;
}

/** Renders again every second while a call runs. @param {boolean} running */
function useSeconds(running) {
  const [, setBeat] = useState(0);
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setBeat((beat) => beat + 1), 1000);
    return () => clearInterval(timer);
  }, [running]);
}

/** @param {Part & {number: string, offset: number, fail: (code: string) => void}} props */
function Calls({ client, away, tell, number, offset, fail }) {
  const { call } = client;
  const live = call.state !== "idle";
  useSeconds(live);
  const path = `/api/handsets/${encodeURIComponent(number)}/client/heard.wav`;
  const time = clock(Date.now() / 1000 + offset - call.since);
  const who = [readable(call.peer), call.peer_name].filter(Boolean).join(" · ");
  const said = live ? t(call.state, { time }) : call.elsewhere ? t("client.elsewhere") : call.status >= 300
    ? sentence("status", call.status) : t("ended");
  return html`${call.direction && html`<div class="client__line client__call"><div class="handset__who">
      <div class="num ellipsis"><b>${who}</b></div><div class="soft t-12 num" role="status">${said}</div></div>
      ${call.state === "ringing" && html`<${Button} v="call sm" icon="phone" size=${16} label=${t("answer")} disabled=${away} onClick=${() => tell("answer")} />
        <${Button} v="end sm" icon="hangup" size=${16} label=${t("decline")} disabled=${away} onClick=${() => tell("decline")} />`}
      ${(call.state === "talking" || call.state === "calling") && html`<${Button} v="end sm" icon="hangup" size=${16} label=${t("hang_up")} disabled=${away} onClick=${() => tell("hang_up")} />`}
      ${call.state !== "ringing" && html`<${Listen} path=${path} label=${t("client.listen")} onFail=${fail} />`}</div>`}
    ${!live && client.registered && html`<${Dial} away=${away} tell=${tell} />`}`;
}

/** @param {{away: boolean, tell: (name: string, body?: object) => Promise<boolean>}} props */
function Dial({ away, tell }) {
  const [number, setNumber] = useState("");
  const call = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (number && await tell("dial", { number })) setNumber("");
  };
  return html`<form class="client__line" onSubmit=${call}><input class="input num" inputmode="tel" autocomplete="off"
      aria-label=${t("number")} placeholder=${t("number")} value=${number}
      onInput=${(/** @type {any} */ event) => setNumber(dialable(event.currentTarget.value))} />
    <button type="submit" class="btn btn--call" disabled=${away || !number}><${Icon} name="phone" /><span>${t("call")}</span></button></form>`;
}
