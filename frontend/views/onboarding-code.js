// @ts-check
/** Third step: the four digits that the call from the main number reads out. The fourth one submits. */
import { useApp, useNow } from "../components/app.js";
import { useTypedDigits } from "../components/numberfield.js";
import { Button, FieldError, Icon } from "../components/parts.js";
import { displayNumber, groupNumber, secondsLeft } from "../format.js";
import { rich, sentence, t } from "../i18n/index.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../preact.js";
import { More } from "./more.js";
import { Foot, UNREACHABLE, Unreachable, useStepFailure } from "./onboarding-parts.js";

const LENGTH = 4;
/** Codes after which this code can never be right. */
const OVER = ["code_void", "code_expired"];
/** What is wrong with the digits themselves. */
const WRONG = ["code_wrong", "invalid_code", "no_code_asked", ...OVER];

/**
 * One real field under four drawn boxes.
 * @param {{field: any, digits: string, wrong: boolean, off: boolean, onType: (digits: string) => void}} props
 */
function CodeField({ field, digits, wrong, off, onType }) {
  const boxes = [0, 1, 2, 3].map((at) => {
    const here = at === digits.length && !wrong && !off;
    return html`<div class=${`code__box num ${wrong ? "is-error" : ""} ${here ? "is-focus" : ""}`}>
      ${digits[at] ?? (here ? html`<i class="caret"></i>` : "")}</div>`;
  });
  const typed = (/** @type {any} */ event) => {
    const clean = event.currentTarget.value.normalize("NFKC").replace(/\D/g, "").slice(0, LENGTH);
    event.currentTarget.value = clean;
    if (clean !== digits) onType(clean);
  };
  return html`<div class="code">
    <input ref=${field} class="code__input" aria-label=${t("code.label")} inputmode="numeric"
      autocomplete="one-time-code"
    value=${digits} disabled=${off} aria-invalid=${wrong ? "true" : undefined}
    aria-describedby=${wrong ? "code-error" : undefined} onInput=${typed} />
    <div class="code__boxes" aria-hidden="true">${boxes}</div></div>`;
}

/** What the step knows at this moment. */
function useCode() {
  const { data, state } = useApp();
  const { resend_at, expires_at } = data.enrolment;
  const now = useNow(true);
  const problem = useStepFailure();
  const busy = data.enrolment.busy || Boolean(state.ui.pending.enrolment);
  const expired = expires_at > 0 && now >= expires_at;
  const failure = busy ? null : (problem ?? (expired ? { code: "code_expired", detail: {} } : null));
  const over = Boolean(failure && OVER.includes(failure.code));
  return { busy, failure, wait: secondsLeft(resend_at, now), over, refused: failure?.code === "refused_by_policy" };
}

/**
 * Call again: a readable countdown first, unless no code would be taken.
 * @param {{wait: number, busy: boolean, over: boolean, refused: boolean}} props
 */
function Resend({ wait, busy, over, refused }) {
  const { commands } = useApp();
  if (wait > 0 && refused) return null;
  if (wait > 0) return html`<button type="button" class="btn btn--lg btn--block btn--wait num" disabled>
    ${t("code.resend_in", { n: wait })}</button>`;
  return html`<${Button} v=${over ? "primary lg block" : "lg block"} icon="refresh" disabled=${busy}
    onClick=${() => commands.resendCode()}>${t("code.resend")}<//>`;
}

/** @param {{}} _ */
export function CodeStep(_) {
  const { data, commands } = useApp();
  const { enterprises, enterprise_id, mobile, main_number, resend_at } = data.enrolment;
  const [digits, setDigits] = useState("");
  const [edited, setEdited] = useState(false);
  const field = useRef(/** @type {any} */ (null));
  useTypedDigits(field);
  const { busy, failure, wait, over, refused } = useCode();
  const unreachable = failure && UNREACHABLE.includes(failure.code);
  const shown = failure && (!edited || over) ? failure : null;
  useEffect(() => setDigits(""), [resend_at]);
  useLayoutEffect(() => { // before anything is drawn: a digit typed at once must find the wrong ones selected
    if (busy) return;
    field.current.focus();
    if (shown) field.current.select();
  }, [busy, shown?.code, resend_at]);
  const type = (/** @type {string} */ next) => {
    setDigits(next);
    setEdited(next.length < LENGTH);
    if (next.length === LENGTH && !busy) commands.enterCode(next);
  };
  const enterprise = enterprises.find((one) => one.id === enterprise_id)?.name ?? "";
  const main = displayNumber(main_number);
  return html`<h1 class="onb__title onb__title--top">${t("code.title")}</h1>
    <p class="onb__lead num">${enterprise} · ${groupNumber(mobile.replace(/^\+86/, ""))}</p>
    <div class="onb__form">
      <div class="callhint"><${Icon} name="phone" /><p>
      ${rich("code.hint", { main: html`<b class="num">${main}</b>` })}</p></div>
      <div><${CodeField} field=${field} digits=${digits} wrong=${Boolean(shown && WRONG.includes(shown.code))}
        off=${busy || over} onType=${type} />
        ${busy && html`<p class="code__busy" role="status"><i class="spin" aria-hidden="true"></i>
        ${t(digits.length === LENGTH ? "code.checking" : "code.calling")}</p>`}
        ${shown && !unreachable && html`<${FieldError} id="code-error">${sentence(shown)} <${More} code=${shown.code} /><//>`}</div>
      ${shown && unreachable && html`<${Unreachable} failure=${shown} busy=${busy}
        onRetry=${() => (digits.length === LENGTH ? commands.enterCode(digits) : commands.resendCode())} />`}
      <${Resend} wait=${wait} busy=${busy} over=${over} refused=${refused} />
    </div>
    ${!(wait > 0 && refused) && html`<${Foot}>${wait > 0 ? t("code.foot", { main }) : t("code.foot_resend")}<//>`}`;
}
