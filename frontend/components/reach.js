// @ts-check
/**
 * What the key beside a person or a number does now: it calls, and during a call it hands the call over.
 * @typedef {import("../types.js").Person} Person
 * @typedef {{verb: "call"|"transfer", icon: string, name: (who: string) => string, why: (person?: Person|null) => string,
 *   to: (number: string, person?: string) => Promise<any>}} Reach
 */
import { t } from "../i18n/index.js";
import { canCall, transferable } from "../state.js";
import { useApp } from "./app.js";

/**
 * `why`: what stands against it, "" when nothing does.
 * @param {string} [number] that was typed: an emergency number is always dialled
 * @returns {Reach}
 */
export function useReach(number = "") {
  const { state, data, commands } = useApp();
  const call = data.emergency.includes(number) ? null : transferable(state);
  if (call) {
    const taken = [data.account?.user_id, call.party.person_id].filter(Boolean);
    return {
      verb: "transfer",
      icon: "transfer",
      name: (who) => t("transfer.to", { who }),
      why(person) {
        if (state.link !== "ready") return t("line.cannot_call");
        return person && taken.includes(person.id) ? t("transfer.already_in_call") : "";
      },
      to: (to, person) => (!person && data.emergency.includes(to) ? commands.dial(to)
        : commands.transfer(call.id, to, person)),
    };
  }
  return {
    verb: "call",
    icon: "phone",
    name: (who) => t("person.call", { name: who }),
    why: () => (canCall(state) ? "" : t(state.data?.calls.length ? "person.in_call" : "line.cannot_call")),
    to: (to, person) => commands.dial(to, person),
  };
}
