// @ts-check
/** What the steps of the registration share. */
import { useApp } from "../components/app.js";
import { Button, Icon } from "../components/parts.js";
import { sentence, t } from "../i18n/index.js";
import { html } from "../preact.js";

/** @typedef {import("../types.js").Failure} Failure */

export const UNREACHABLE = ["platform_unreachable", "platform_timeout", "platform_nonsense"];

/**
 * What is wrong with the step now: what the last command was refused with, else what the platform said before.
 * @returns {Failure|null}
 */
export function useStepFailure() {
  const { data, state } = useApp();
  const { error, error_detail, tries_left } = data.enrolment;
  return state.ui.toast ?? (error ? { code: error, detail: { tries_left, ...error_detail } } : null);
}

/**
 * The platform did not answer: say so and offer to try again.
 * @param {{failure: Failure, onRetry: () => void, busy: boolean}} props
 */
export function Unreachable({ failure, onRetry, busy }) {
  return html`<div class="notice notice--flat notice--end" role="alert"><${Icon} name="unplug" />
    <div class="notice__text"><div class="notice__title">${sentence(failure)}</div><div class="soft">
    ${t("onboarding.check_network")}</div></div>
    <${Button} v="sm" icon="refresh" size=${16} busy=${busy} onClick=${onRetry}>${t("common.retry")}<//></div>`;
}

/** @param {{icon?: string, children?: any}} props */
export function Foot({ icon = "info", children }) {
  return html`<p class="onb__foot"><${Icon} name=${icon} size=${16} /><span>${children}</span></p>`;
}
