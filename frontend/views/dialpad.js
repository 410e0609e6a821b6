// @ts-check
/** The dial pad: keys, keyboard and paste; people whose numbers match stand beside it. */
import { useApp } from "../components/app.js";
import { useFetched } from "../components/fetched.js";
import { Keys, useLongPress } from "../components/keys.js";
import { NumberField } from "../components/numberfield.js";
import { Button, Empty, Icon } from "../components/parts.js";
import { PersonRow } from "../components/row.js";
import { useReach } from "../components/reach.js";
import { displayNumber, groupNumber } from "../format.js";
import { failure } from "../commands.js";
import { rich, sentence, t } from "../i18n/index.js";
import { html, useEffect, useRef } from "../preact.js";
import { transferable } from "../state.js";

/** @typedef {import("../types.js").Person} Person */
const LIMIT = 30;

/** @param {{number: string}} props */
function Matches({ number }) {
  const { data, store } = useApp();
  const query = number.split("转")[0];
  const path = query ? `/api/directory/people?q=${encodeURIComponent(query)}&offset=0&limit=${LIMIT}` : "";
  const found = useFetched(path, data.directory.revision);
  const page = /** @type {import("../types.js").PeoplePage|null} */ (path ? found.value : null);
  return html`<section class="pane pane--end pane--quiet" aria-label=${t("dialpad.matches")} data-region="detail"
    tabindex="-1">
    <div class="pane__head"><h2 class="pane__title">${t("dialpad.matches")}</h2>
    <span class="pane__meta num" role="status">${page && t("dialpad.found", { n: page.total })}</span></div>
    <div class="list scroll pane__body" role=${page?.total ? "list" : "group"} aria-label=${t("dialpad.matches")}>
      ${page?.people.map((person) =>
        html`<${PersonRow} key=${person.id} person=${person} focusable=${true}
          onSelect=${() => store.show({ section: "directory", aside: "person", person: person.id, department: person.department_id })}
          />`)}
      ${found.error && html`<p class="pane__none" role="alert">${sentence(found.error)}</p>`}${page?.total === 0
        && html`<p class="pane__none muted">${t("omni.number_unknown")}</p>`}
      ${!path && html`<${Empty}><span class="muted">${t("dialpad.matches_hint")}</span><//>`}</div></section>`;
}

/** How wide a number is, in digits: its type shrinks where it would not fit. @param {string} number */
function digits(number) {
  const width = (/** @type {string} */ one) => (/[ -]/.test(one) ? 0.5 : one === "转" ? 2 : 1);
  return [...groupNumber(number)].reduce((sum, one) => sum + width(one), 0) || 1;
}

/** @param {{field: any, number: string}} props */
function Readout({ field, number }) {
  const { store } = useApp();
  const erase = useLongPress(() => store.show({ dial: number.slice(0, -1) }), () => store.show({ dial: "" }));
  return html`<div class="dial__num num">
    <${NumberField} id="dial" inputRef=${field} class="dial__input num" inputmode="tel"
      style=${`--digits: ${digits(number)}`}
      aria-label=${t("dialpad.number")} value=${number}
      onChange=${(/** @type {string} */ dial) => store.show({ dial })} />
    <${Button} v="quiet icon" icon="backspace" label=${t("dialpad.erase")} disabled=${!number}
      data-repeat ...${erase} /></div>`;
}

/** Which way the call goes and what the other side sees. @param {{}} _ */
function Hint(_) {
  const { data } = useApp();
  const account = /** @type {import("../types.js").Account} */ (data.account);
  const callback = account.mode === "callback";
  return html`<p class="dial__hint"><${Icon} name=${callback ? "callback" : "monitor"} size=${16} /><span>
    ${rich(callback ? "mode.callback_explained" : "dialpad.hint", {
    main: html`<span class="nowrap">${displayNumber(account.main_number)}</span>`,
    mobile: html`<span class="nowrap">${displayNumber(account.mobile)}</span>`,
  })}</span></p>`;
}

/**
 * What the large key does.
 * @param {string} number @param {import("../components/reach.js").Reach} reach @param {boolean} callback
 */
function keyOf(number, { verb, icon }, callback) {
  if (!number) return { tone: "call", icon: "phone", label: "dialpad.last" };
  if (verb === "transfer") return { tone: "primary", icon, label: "dialpad.transfer" };
  return callback ? { tone: "call", icon: "callback", label: "dialpad.call_back" }
    : { tone: "call", icon, label: "dialpad.call" };
}

/** @param {{}} _ */
export function DialPad(_) {
  const { state, store } = useApp();
  const field = useRef(/** @type {any} */ (null));
  const number = state.ui.dial;
  const reach = useReach(number);
  const key = keyOf(number, reach, state.data?.account?.mode === "callback");
  useEffect(() => field.current.focus(), []);
  const press = (/** @type {string} */ digit) => {
    store.show({ dial: store.state.ui.dial + digit });
    field.current.focus();
  };
  // A number left over from before must not take the call along: the sheet asks.
  const hand = (/** @type {string} */ query) =>
    store.show({ overlay: { kind: "dialog", name: "transfer", detail: transferable(state)?.id, query } });
  const dial = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (number) return void (reach.verb === "transfer" ? hand(number) : reach.to(number));
    const last = await store.transport.request("GET",
      "/api/history?filter=out&limit=1").catch((error) => store.show({ toast: failure(error) }));
    if (last?.rows?.[0]) store.show({ dial: last.rows[0].number });
    return undefined;
  };
  return html`<main class="body body--dial">
    <section class="pane" aria-label=${t("rail.dialpad")} data-region="main" tabindex="-1">
    <form class="dial scroll" onSubmit=${dial}><div class="dial__inner">
      <h1 class="sr-only">${t("rail.dialpad")}</h1><${Readout} field=${field} number=${number} />
      <p class="dial__attr t-12 muted">${t(number ? "dialpad.long_press" : "dialpad.empty_hint")}</p>
      <${Keys} onPress=${press} /><${Hint} />
      <button type="submit" class=${`btn btn--${key.tone} btn--lg btn--block`}
        aria-busy=${state.ui.pending.dial ? "true" : undefined}><${Icon} name=${key.icon} size=${18} />
          <span>${t(key.label)}</span><kbd class="kbd" aria-hidden="true">Enter</kbd>
          </button>
    </div></form></section><${Matches} number=${number} /></main>`;
}
