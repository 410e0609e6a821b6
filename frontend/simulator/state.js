// @ts-check
/** The page's state: what the switchboard told, and whether it can be reached. Only news of the switchboard changes the scene. */

/** @typedef {import("./types.js").State} State */

/** @returns {State} */
export function initial() {
  return { scene: null, connection: "connecting", offset: 0, said: "" };
}

/** The entry replaced by its newer self, or added. @template T @param {T[]} list @param {T} entry @param {(entry: T) => string} key */
function put(list, entry, key) {
  const at = list.findIndex((one) => key(one) === key(entry));
  return at < 0 ? [...list, entry] : list.with(at, entry);
}

/** @param {State} state @param {string} type @param {any} value @param {number} now browser time in seconds @returns {State} */
export function told(state, type, value, now) {
  if (type === "state") return { ...state, scene: value, connection: "connected", offset: value.now - now };
  if (!state.scene) return state;
  const scene = state.scene;
  if (type === "handset") return { ...state, scene: { ...scene, handsets: put(scene.handsets, value, (one) => one.number) } };
  if (type === "updates") return { ...state, scene: { ...scene, updates: value } };
  if (type === "person") return { ...state, scene: { ...scene, people: put(scene.people, value, (one) => one.id) } };
  throw new Error(`unknown news: ${type}`);
}

/** The digits that were heard last: the code. @param {import("./types.js").Handset} handset */
export function codeHeard(handset) {
  return handset.lines.findLast((line) => line.digits.length >= 4)?.digits ?? "";
}

/**
 * The colleague a telephone was put through to: the one who talks with its number, unless that is whom it dialled.
 * @param {import("./types.js").Handset} handset @param {import("./types.js").Person[]} people
 */
export function putThroughTo({ state, number, peer }, people) {
  const talks = state === "talking";
  return people.find(({ call, extension }) => talks && call.state === "talking" && call.peer === number && extension !== peer) ?? null;
}

/** The mobiles that can play, or play, the mobile app. @param {import("./types.js").Handset[]} handsets */
export function withClient(handsets) {
  return handsets.filter((one) => one.client && (one.shown || one.client.state !== "out"));
}

/** The views in which something rings now. @param {import("./types.js").Handset[]} handsets @returns {Set<import("./types.js").View>} */
export function ringing(handsets) {
  const views = /** @type {[import("./types.js").View, boolean][]} */ ([
    ["phones", handsets.some((one) => one.state === "ringing")],
    ["clients", handsets.some((one) => one.client?.call.state === "ringing")],
  ]);
  return new Set(views.filter(([, rings]) => rings).map(([view]) => view));
}

/** The telephones beside the two that are always shown: those that are in a call, or had one; what rings comes first. @param {import("./types.js").Handset[]} handsets */
export function further(handsets) {
  const rings = (/** @type {import("./types.js").Handset} */ one) => Number(one.state === "ringing");
  return handsets.filter((one) => !one.shown && one.direction !== "").sort((a, b) => rings(b) - rings(a) || b.since - a.since);
}
