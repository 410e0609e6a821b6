// @ts-check
/** Builds the page and starts it. */
import { ignoreSecondClicks } from "./clicks.js";
import { createCommands } from "./commands.js";
import { watchFocus } from "./components/regions.js";
import { startEffects } from "./effects.js";
import { listenToKeys } from "./keyboard.js";
import { openPage } from "./pages.js";
import { html, render } from "./preact.js";
import { Store } from "./store.js";
import { connect } from "./transport.js";
import { App } from "./views/app.js";

const small = new URLSearchParams(location.search).get("view") === "incoming";
const store = new Store(connect(window));
const commands = createCommands(store);
startEffects(store);
ignoreSecondClicks();
if (!small) watchFocus();
listenToKeys(store, commands, small);
/** @type {any} */ (window).__open = (/** @type {unknown} */ what) => openPage(store, String(what));
/** @type {any} */ (window).__desktop = () => store.renew();
document.addEventListener("contextmenu", (event) => {
  if (!(event.target instanceof Element
    && event.target.closest("input, textarea, .selectable"))) event.preventDefault();
});
render(html`<${App} store=${store} commands=${commands} small=${small} />`,
  /** @type {Element} */ (document.getElementById("app")));
store.start();
