// @ts-check
/** The window: what it shows follows from the state alone. */
import { AppContext, useApp } from "../components/app.js";
import { Empty, Waiting } from "../components/parts.js";
import { sentence } from "../i18n/index.js";
import { html, useEffect, useState } from "../preact.js";
import { callIsDocked, currentCall, screen, transferable, waitingCall } from "../state.js";
import { useSlow } from "../components/fetched.js";
import { Announcer } from "./announcer.js";
import { DialPad } from "./dialpad.js";
import { Beside, besideOpen } from "./beside.js";
import { LogOutDialog, OutsideDialog, Toast } from "./dialogs.js";
import { Directory } from "./directory.js";
import { Help } from "./help.js";
import { History } from "./history.js";
import { IncomingWindow } from "./incoming.js";
import { LinkDialog } from "./link.js";
import { LineBanner, Notices } from "./notices.js";
import { Onboarding } from "./onboarding.js";
import { Rail } from "./rail.js";
import { Replaced } from "./replaced.js";
import { Settings } from "./settings.js";
import { CallStrip, IncomingStrip } from "./strip.js";
import { TopBar } from "./topbar.js";
import { TransferSheet } from "./transfer.js";
import { UpdateBanner, UpdateDialog } from "./update.js";

/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("../types.js").State} State */

const SECTIONS = { directory: Directory, history: History, dialpad: DialPad, settings: Settings, help: Help };

/** @param {{state: State}} props */
function Main({ state }) {
  const Section = SECTIONS[state.ui.section];
  const call = currentCall(state) ?? state.ended;
  const waiting = waitingCall(state);
  const passing = state.ui.overlay?.name === "transfer" ? transferable(state) : null;
  return html`<div class=${`app ${call ? "has-call" : ""}`}><${Rail} /><div class="main"><${TopBar} />
    <${LineBanner} /><${Notices} /><${UpdateBanner} />
      ${waiting && html`<${IncomingStrip} call=${waiting} />`}${call && !callIsDocked(state)
        && html`<${CallStrip} call=${call} />`}<${Section} page=${state.ui.help} /></div></div><${Questions} />
    ${passing && html`<${TransferSheet} call=${passing} />`}
    <${Toast} /><${Announcer} />`;
}

/** The questions that can come over any screen; a link waits until the one before it is answered. @param {{}} _ */
function Questions(_) {
  const { data, state } = useApp();
  const { overlay } = state.ui;
  const name = overlay?.kind === "dialog" ? overlay.name : "";
  if (name === "logout" && data.account) return html`<${LogOutDialog} />`;
  if (name === "update") return html`<${UpdateDialog} />`;
  if (name === "outside") return html`<${OutsideDialog} />`;
  return !name && data.link && html`<${LinkDialog} />`;
}

/**
 * Nothing is known yet: soon it is said that the program is asked, or why it does not answer.
 * @param {{state: State}} props
 */
function Starting({ state }) {
  const slow = useSlow(true);
  if (state.trouble) return html`<main class="onb"><${Empty} icon="unplug" tone="hold"><p role="alert">
    ${sentence(state.trouble)}</p><//></main>`;
  return slow && html`<main class="onb"><${Waiting} /></main>`;
}

/** @param {State} state @param {boolean} small */
function content(state, small) {
  if (small) return html`<${IncomingWindow} />`;
  const name = screen(state);
  if (name === "starting") return html`<${Starting} state=${state} />`;
  if (name === "replaced" || name === "enrolment") {
    const Screen = name === "replaced" ? Replaced : Onboarding;
    const beside = besideOpen(state);
    return html`<div class="stack">${name === "enrolment" && state.link === "lost" && html`<${LineBanner} />`}
      ${name === "enrolment" && html`<${Notices} />`}${beside ? html`<${Beside} />` : html`<${Screen} />`}</div>
      <${Questions} />${(beside || name === "replaced") && html`<${Toast} />`}`;
  }
  return html`<${Main} state=${state} />`;
}

/** @param {{store: Store, commands: any, small: boolean}} props `small`: the incoming call's window */
export function App({ store, commands, small }) {
  const [state, setState] = useState(store.state);
  useEffect(() => {
    setState(store.state);
    return store.subscribe(() => setState(store.state));
  }, [store]);
  return html`<${AppContext.Provider} value=${{ state, store, commands }}>${content(state, small)}<//>`;
}
