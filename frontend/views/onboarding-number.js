// @ts-check
/** First step: whose number is it? */
import { useApp } from "../components/app.js";
import { NumberField, useTypedDigits } from "../components/numberfield.js";
import { FieldError, Logo } from "../components/parts.js";
import { sentence, t } from "../i18n/index.js";
import { html, useEffect, useRef, useState } from "../preact.js";
import { More } from "./more.js";
import { Foot, UNREACHABLE, Unreachable, useStepFailure } from "./onboarding-parts.js";

/** @typedef {import("../types.js").Failure} Failure */

/** @param {string} mobile what the program keeps, typed or canonical */
const national = (mobile) => mobile.replace(/^\+86/, "").replace(/\D/g, "");
/** @param {string} text typed or pasted, with a country code or without */
const clean = (text) => text.normalize("NFKC").replace(/\D/g, "").replace(/^(00)?86(?=1\d{10})/, "").slice(0, 11);

/** @param {{field: any, mobile: string, failure: Failure|null, onChange: (mobile: string) => void}} props */
function MobileField({ field, mobile, failure, onChange }) {
  return html`<div><label class="field__label" for="mobile">${t("onboarding.mobile")}</label>
    <div class="field__wrap"><span class="field__prefix num" aria-hidden="true">+86<i class="sep"></i></span>
      <${NumberField} id="mobile" inputRef=${field} class=${`input input--lg num ${failure ? "is-error" : ""}`}
        inputmode="numeric" value=${mobile} clean=${clean} onChange=${onChange}
        aria-invalid=${failure ? "true" : undefined} aria-describedby=${failure ? "mobile-error" : undefined} /></div>
    ${failure && html`<${FieldError} id="mobile-error">${sentence(failure)} <${More} code=${failure.code} /><//>`}</div>`;
}

/** @param {{}} _ */
export function NumberStep(_) {
  const { data, commands, state } = useApp();
  const [mobile, setMobile] = useState(national(data.enrolment.mobile));
  const [edited, setEdited] = useState(false);
  const field = useRef(/** @type {any} */ (null));
  useTypedDigits(field);
  const problem = useStepFailure();
  const busy = data.enrolment.busy || Boolean(state.ui.pending.enrolment);
  const failure = busy || edited ? null : problem;
  const unreachable = failure !== null && UNREACHABLE.includes(failure.code);
  useEffect(() => {
    if (data.enrolment.mobile) setMobile(national(data.enrolment.mobile));
  }, [data.enrolment.mobile]);
  useEffect(() => field.current.focus(), [failure?.code]);
  const check = (/** @type {Event} */ event) => {
    event.preventDefault();
    setEdited(false);
    commands.lookUp(mobile);
  };
  const change = (/** @type {string} */ next) => {
    setMobile(next);
    setEdited(true);
  };
  return html`<div class="onb__logo"><${Logo} size=${56} /></div>
    <h1 class="onb__title">${t("onboarding.welcome")}</h1><p class="onb__lead">${t("onboarding.lead")}</p>
    <form class="onb__form" onSubmit=${check} novalidate>
      <${MobileField} field=${field} mobile=${mobile} failure=${unreachable ? null : failure} onChange=${change} />
      ${unreachable && html`<${Unreachable} failure=${failure} busy=${busy} onRetry=${() => commands.lookUp(mobile)} />`}
      <button type="submit" class="btn btn--primary btn--lg btn--block" aria-busy=${busy ? "true" : undefined}>
        ${busy && html`<i class="spin" aria-hidden="true"></i>`}
        <span>${t(busy ? "onboarding.checking" : "onboarding.check")}</span></button>
    </form>
    <${Foot} icon="lock">${t("onboarding.privacy")}<//>`;
}
