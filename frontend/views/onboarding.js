// @ts-check
/** Registration: number, enterprise, code, download. Where it stands is the program's to say. */
import { useApp } from "../components/app.js";
import { openPage } from "../pages.js";
import { Button } from "../components/parts.js";
import { getLanguage, t } from "../i18n/index.js";
import { html } from "../preact.js";
import { CodeStep } from "./onboarding-code.js";
import { DownloadStep } from "./onboarding-download.js";
import { EnterpriseStep } from "./onboarding-enterprise.js";
import { NumberStep } from "./onboarding-number.js";

const STEPS = { number: NumberStep, enterprise: EnterpriseStep, code: CodeStep, download: DownloadStep,
  done: DownloadStep };
/** @param {{back: boolean}} props */
function Top({ back }) {
  const { data, commands, store } = useApp();
  const other = getLanguage() === "en" ? "zh-CN" : "en";
  return html`<div class="onb__top">
    ${back ? html`<${Button} v="quiet icon" icon="chev-left" label=${t("common.back")}
      onClick=${() => commands.back()} />` : html`<span></span>`}
    <span class="onb__tools">
      ${data.app.simulator && html`<${Button} v="quiet sm" icon="mobile" size=${16}
        onClick=${() => commands.openSimulator()}>${t("simulator.open")}<//>`}
      <${Button} v="quiet sm" lang=${other} onClick=${() => commands.change({ language: other })}>
      ${t("onboarding.other_language")}<//>
      <${Button} v="quiet sm icon" icon="help" size=${16} label=${t("rail.help")}
        onClick=${() => openPage(store, "help")} />
      <${Button} v="quiet sm icon" icon="sliders" size=${16} label=${t("rail.settings")}
        onClick=${() => openPage(store, "settings")} />
    </span></div>`;
}

/** @param {{}} _ */
export function Onboarding(_) {
  const { data } = useApp();
  const { step } = data.enrolment;
  const Step = /** @type {any} */ (STEPS)[step] || NumberStep;
  return html`<main class="onb scroll" data-region="main"><div class="onb__col">
    <${Top} back=${step === "enterprise" || step === "code"} /><${Step} key=${step} />
  </div></main>`;
}
