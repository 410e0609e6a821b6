// @ts-check
/**
 * What the page knows, and the pure steps from one state to the next.
 * @typedef {import("./types.js").State} State
 * @typedef {import("./types.js").Snapshot} Snapshot
 * @typedef {import("./types.js").PushedEvent} PushedEvent
 * @typedef {import("./types.js").Call} Call
 */

/** @type {Record<string, keyof Snapshot>} */
const REPLACES = {
  RegistrationChanged: "registration",
  AccountChanged: "account",
  EnrolmentChanged: "enrolment",
  DirectoryChanged: "directory",
  HistoryChanged: "history",
  DevicesChanged: "devices",
  SettingsChanged: "settings",
  NoticesChanged: "notices",
  UpdateChanged: "update",
  SoundTestChanged: "sound_test",
  LinkChanged: "link",
};

/** @returns {State} */
export function initialState() {
  return {
    link: "connecting",
    trouble: null,
    data: null,
    ended: null,
    clock: 0,
    ui: {
      section: "directory",
      department: "",
      person: "",
      dial: "",
      filter: "all",
      number: "",
      page: "account",
      help: "",
      updateSeen: "",
      keypad: false,
      digits: "",
      holding: null,
      overlay: null,
      toast: null,
      aside: "call",
      downloadSkipped: false,
      pending: {},
    },
  };
}

/**
 * A snapshot replaces everything; `now` is this machine's clock.
 * @param {State} state
 * @param {Snapshot} snapshot
 * @param {number} now
 * @returns {State}
 */
export function withSnapshot(state, snapshot, now) {
  const ui = { ...state.ui, holding: null };
  return withoutOldSheet({ ...state, ui, link: "ready", trouble: null, data: snapshot, clock: snapshot.app.now - now });
}

/** @param {Snapshot} data @param {Call} call */
function upsert(data, call) {
  const known = data.calls.some((one) => one.id === call.id);
  return known ? data.calls.map((one) => (one.id === call.id ? call : one)) : [...data.calls, call];
}

/**
 * One event after the snapshot; an unknown type raises.
 * @param {State} state
 * @param {PushedEvent} event
 * @returns {State}
 */
export function withEvent(state, event) {
  if (!state.data) throw new Error("an event before the snapshot");
  const data = { ...state.data, seq: event.seq };
  const field = REPLACES[event.type];
  if (field) return leftAccount(state, { ...state, data: { ...data, [field]: event.value } });
  if (event.type === "CallChanged") return withoutOldSheet(withCall(state, data, event.value));
  if (event.type === "CallEnded") return withoutOldSheet(afterCall(state, data, event.value));
  throw new Error(`unknown event ${event.type}`);
}

/**
 * A call that was not there before comes into view. News of one that is to be held say that it is or that it cannot be;
 * only the microphone has nothing to do with that.
 * @param {State} state
 * @param {Snapshot} data
 * @param {Call} call
 * @returns {State}
 */
function withCall(state, data, call) {
  const known = data.calls.find((one) => one.id === call.id);
  const aside = known ? state.ui.aside : "call";
  const holding = known && known.muted !== call.muted ? state.ui.holding : null;
  return { ...state, ui: { ...state.ui, aside, holding }, ended: null, data: { ...data, calls: upsert(data, call) } };
}

/** @param {State} state @param {Snapshot} data @param {Call} call @returns {State} */
function afterCall(state, data, call) {
  const calls = data.calls.filter((one) => one.id !== call.id);
  const ended = calls.length ? state.ended : call;
  const ui = calls.length ? state.ui : { ...state.ui, keypad: false, digits: "", holding: null };
  return { ...state, ended, ui, data: { ...data, calls } };
}

/**
 * Nothing of one account may stay on the page of the next.
 * @param {State} before
 * @param {State} after
 * @returns {State}
 */
function leftAccount(before, after) {
  const was = before.data?.account;
  const is = after.data?.account;
  const same = was?.user_id === is?.user_id && was?.enterprise_id === is?.enterprise_id;
  return same ? after : { ...after, ended: null, ui: initialState().ui };
}

/**
 * The call that the page is about: a running one before one that still rings.
 * @param {State} state
 * @returns {Call|null}
 */
export function currentCall(state) {
  const calls = state.data?.calls ?? [];
  return calls.find((call) => call.state !== "incoming") ?? calls[0] ?? null;
}

/** A call that comes in beside the current one. @param {State} state @returns {Call|null} */
export function waitingCall(state) {
  const current = currentCall(state);
  return (state.data?.calls ?? []).find((call) => call.state === "incoming" && call !== current) ?? null;
}

/** Whether somebody is being asked to take over this call. @param {Call} call */
export function transferring(call) {
  return call.state === "established" && call.transfer?.state === "under_way";
}

/** Whether the other end has not yet agreed to what was asked. @param {State} state @param {Call} call */
export function holding({ ui }, call) {
  return ui.holding?.id === call.id && ui.holding.on !== call.held;
}

/**
 * The call that somebody else could take over now. In callback mode the mobile has it, so this computer cannot pass it on.
 * @param {State} state
 * @returns {Call|null}
 */
export function transferable(state) {
  const call = currentCall(state);
  return call?.state === "established" && call.mode !== "callback" && !transferring(call) ? call : null;
}

/** Nobody is chosen any more for a call that cannot be passed on. @param {State} state @returns {State} */
function withoutOldSheet(state) {
  const { overlay } = state.ui;
  if (overlay?.name !== "transfer" || transferable(state)?.id === overlay.detail) return state;
  return { ...state, ui: { ...state.ui, overlay: null } };
}

/** Whether a call can be placed now. @param {State} state */
export function canCall(state) {
  return state.link === "ready" && state.data?.registration.state === "registered" && !state.data.calls.length;
}

/** What the window shows. @param {State} state @returns {"starting"|"replaced"|"enrolment"|"main"} */
export function screen(state) {
  if (!state.data) return "starting";
  const { account, registration, enrolment } = state.data;
  if (account && registration.state === "replaced") return "replaced";
  if (!account) return "enrolment";
  return enrolment.step === "download" && !state.ui.downloadSkipped ? "enrolment" : "main";
}

/** Whether the call stands beside the directory; otherwise a strip over the content shows it. @param {State} state */
export function callIsDocked(state) {
  return state.ui.section === "directory" && state.ui.aside === "call";
}
