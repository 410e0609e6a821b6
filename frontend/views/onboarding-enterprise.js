// @ts-check
/** Second step: which enterprise? The list is shown even when there is only one. */
import { useApp } from "../components/app.js";
import { FieldError } from "../components/parts.js";
import { displayNumber, groupNumber } from "../format.js";
import { sentence, t } from "../i18n/index.js";
import { html, useEffect, useRef, useState } from "../preact.js";
import { More } from "./more.js";
import { Foot, UNREACHABLE, Unreachable, useStepFailure } from "./onboarding-parts.js";

/** @typedef {import("../types.js").EnterpriseChoice} EnterpriseChoice */

const PLACES = /^(中国|北京|上海|天津|重庆|江苏|浙江|安徽|山东|广东|福建|湖北|湖南|河南|河北|四川|陕西|江西|南京|苏州|无锡|杭州|广州|深圳|成都|武汉|西安)(省|市)?/;

/** The character that stands for an enterprise: the first after the name of a place. @param {string} name */
const mark = (name) => name.replace(PLACES, "").charAt(0) || name.charAt(0);

/** @param {{choice: EnterpriseChoice, on: boolean, first: boolean, onPick: () => void}} props */
function Choice({ choice, on, first, onPick }) {
  return html`<button type="button" class=${`ent ${on ? "is-selected" : ""}`} role="radio" aria-checked=${on}
    tabindex=${on || first ? 0 : -1} onClick=${onPick}>
    <span class="ent__mark" aria-hidden="true">${mark(choice.name)}</span>
    <span class="ent__text"><span class="ent__name ellipsis" title=${choice.name}>${choice.name}</span>
      <span class="muted t-12 num">${displayNumber(choice.main_number)}</span></span>
    <i class=${`radio ${on ? "is-on" : ""}`} aria-hidden="true"></i></button>`;
}

/** @param {EnterpriseChoice[]} choices @param {string} chosen @param {(id: string) => void} choose */
function arrows(choices, chosen, choose) {
  return (/** @type {any} */ event) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const next = (choices.findIndex((one) => one.id === chosen) + step + choices.length) % choices.length;
    choose(choices[next].id);
    event.currentTarget.children[next].focus();
  };
}

/** @param {{}} _ */
export function EnterpriseStep(_) {
  const { data, commands, state } = useApp();
  const { enterprises, enterprise_id, mobile } = data.enrolment;
  const [chosen, setChosen] = useState(enterprise_id || enterprises[0]?.id || "");
  const list = useRef(/** @type {any} */ (null));
  const problem = useStepFailure();
  const busy = data.enrolment.busy || Boolean(state.ui.pending.enrolment);
  const failure = busy ? null : problem;
  useEffect(() => list.current.querySelector("[aria-checked=true]")?.focus(), []);
  const confirm = (/** @type {Event} */ event) => {
    event.preventDefault();
    commands.choose(chosen);
  };
  const number = groupNumber(mobile.replace(/^\+86/, ""));
  return html`<h1 class="onb__title onb__title--top">${t("enterprise.title")}</h1>
    <p class="onb__lead">${t("enterprise.lead", { mobile: number, n: enterprises.length })}</p>
    <form class="onb__form" onSubmit=${confirm}>
      <div class="ents" role="radiogroup" aria-label=${t("enterprise.title")} ref=${list}
        onKeyDown=${arrows(enterprises, chosen, setChosen)}>
        ${enterprises.map((one, at) =>
          html`<${Choice} key=${one.id} choice=${one} on=${one.id === chosen} first=${!chosen && at === 0}
            onPick=${() => setChosen(one.id)} />`)}</div>
      ${failure && (UNREACHABLE.includes(failure.code)
        ? html`<${Unreachable} failure=${failure} busy=${busy} onRetry=${() => commands.choose(chosen)} />`
        : html`<${FieldError}>${sentence(failure)} <${More} code=${failure.code} /><//>`)}
      <button type="submit" class="btn btn--primary btn--lg btn--block" disabled=${!chosen}
        aria-busy=${busy ? "true" : undefined}>
        ${busy && html`<i class="spin" aria-hidden="true"></i>`}<span>${t("common.ok")}</span></button>
    </form>
    <${Foot} icon="phone">${t("enterprise.call_follows", { mobile: number })}<//>`;
}
