// @ts-check
/**
 * What a person can ask for. A command changes nothing on the page by itself: the truth comes back as an event.
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./types.js").Failure} Failure
 * @typedef {import("./types.js").Settings} Settings
 * @typedef {import("./types.js").Party} Party
 */
import { getLanguage } from "./i18n/index.js";
import { isOutside } from "./outside.js";

/** @param {unknown} error @returns {Failure} */
export function failure(error) {
  const { code, detail } = /** @type {any} */ (error);
  return { code: code || "page_failed", detail: detail || {} };
}

/** @param {Store} store */
export function createCommands(store) {
  /** Ask once: a second click while the first is under way does nothing. A refusal becomes a sentence on the page.
   * @param {string} key
   * @param {string} method
   * @param {string} path
   * @param {any} [body]
   * @returns {Promise<any>} null when refused */
  async function run(key, method, path, body) {
    if (store.state.ui.pending[key]) return null;
    store.show({ pending: { ...store.state.ui.pending, [key]: true }, toast: null });
    try {
      return await store.transport.request(method, path, body);
    } catch (error) {
      store.show({ toast: failure(error) });
      return null;
    } finally {
      const { [key]: _, ...pending } = store.state.ui.pending;
      store.show({ pending });
    }
  }
  return { run, ...enrolmentCommands(run), ...dialCommands(store, run), ...callCommands(store, run),
    ...transferCommands(store, run), ...otherCommands(store, run), ...programCommands(run) };
}

/** @param {(key: string, method: string, path: string, body?: any) => Promise<any>} run */
function enrolmentCommands(run) {
  return {
    /** @param {string} mobile */
    lookUp: (mobile) => run("enrolment", "POST", "/api/enrolment/lookup", { mobile }),
    /** @param {string} enterprise */
    choose: (enterprise) => run("enrolment", "POST", "/api/enrolment/choose", { enterprise_id: enterprise }),
    /** @param {string} code */
    enterCode: (code) => run("enrolment", "POST", "/api/enrolment/code", { code }),
    resendCode: () => run("enrolment", "POST", "/api/enrolment/resend"),
    back: () => run("enrolment", "POST", "/api/enrolment/back"),
    /** @param {boolean} [erase] the calls and the directory that were kept go too */
    logOut: (erase = false) => run("logout", "POST", "/api/logout", { erase }),
  };
}

/** @param {Store} store @param {(key: string, method: string, path: string, body?: any) => Promise<any>} run */
function dialCommands(store, run) {
  /** @param {string} number as typed @param {string} [person] */
  const dialNow = async (number, person) => {
    const placed = await run("dial", "POST", "/api/calls", person ? { number, person_id: person } : { number });
    if (placed) store.show({ section: "directory", aside: "call", overlay: null, dial: "" });
    return placed;
  };
  return {
    /** Where it was said so. @param {string} number as typed @param {string} [person] */
    dialNow,
    /** A number outside is asked about first, if the user wants that. @param {string} number @param {string} [person] */
    async dial(number, person) {
      const { data } = store.state;
      if (!data?.settings.confirm_outside || !isOutside(number, data)) return dialNow(number, person);
      store.show({ overlay: { kind: "dialog", name: "outside", detail: { number, person } } });
      return null;
    },
  };
}

/** @param {Store} store @param {(key: string, method: string, path: string, body?: any) => Promise<any>} run */
function callCommands(store, run) {
  /** Keys must arrive in the order they were pressed, so each waits for the one before. */
  let lastDigit = Promise.resolve();
  /** @param {string} id @param {string} what @param {any} [body] */
  const call = (id, what, body) => run(`${what}:${id}`, "POST", `/api/calls/${id}/${what}`, body);
  return {
    /** @param {string} id */
    answer: (id) => call(id, "answer"),
    /** @param {string} id */
    decline: (id) => call(id, "decline"),
    /** @param {string} id */
    hangUp: (id) => call(id, "hangup"),
    /** @param {string} id @param {boolean} on */
    mute: (id, on) => call(id, "mute", { on }),
    /** The other end must agree: until there is news of the call it is `holding`. @param {string} id @param {boolean} on */
    async hold(id, on) {
      store.show({ holding: { id, on } });
      const asked = await call(id, "hold", { on });
      if (!asked) store.show({ holding: null });
      return asked;
    },
    /** @param {string} id */
    silence: (id) => call(id, "silence"),
    /** @param {string} id @param {string} digit */
    sendDigit(id, digit) {
      store.show({ digits: (store.state.ui.digits + digit).slice(-24) });
      lastDigit = lastDigit
        .then(() => store.transport.request("POST", `/api/calls/${id}/dtmf`, { digits: digit }))
        .catch((error) => store.show({ toast: failure(error) }));
      return lastDigit;
    },
  };
}

/** @param {Store} store @param {(key: string, method: string, path: string, body?: any) => Promise<any>} run */
function transferCommands(store, run) {
  /** @param {string} id @param {string} what @param {any} [body] */
  const call = (id, what, body) => run(`${what}:${id}`, "POST", `/api/calls/${id}/${what}`, body);
  return {
    /** @param {string} id @param {string} number as typed @param {string} [person] */
    async transfer(id, number, person) {
      const taken = await call(id, "transfer", person ? { number, person_id: person } : { number });
      if (taken) store.show({ section: "directory", aside: "call", overlay: null, keypad: false });
      return taken;
    },
    /** @param {string} id */
    cancelTransfer: (id) => call(id, "transfer/cancel"),
    /** A transfer that failed is read. @param {string} id */
    dismissTransfer: (id) => call(id, "transfer/dismiss"),
  };
}

/** @param {Store} store @param {(key: string, method: string, path: string, body?: any) => Promise<any>} run */
function otherCommands(store, run) {
  return {
    refreshDirectory: () => run("refresh", "POST", "/api/directory/refresh"),
    /** Nobody waits for it; the count that comes back tells. */
    missedSeen: () => store.transport.request("POST", "/api/history/seen").catch(() => undefined),
    /** @param {Partial<Settings>} fields */
    change: (fields) => run(`settings:${Object.keys(fields)}`, "PUT", "/api/settings", fields),
    /** Nobody waits for it: the program takes them again by itself. @param {boolean} on */
    pauseKeys: (on) => store.transport.request("POST", `/api/keys/${on ? "pause" : "resume"}`).catch(() => undefined),
    openSoundSettings: () => run("sound_settings", "POST", "/api/sound/settings"),
    /** @param {string} id */
    dismiss: (id) => run(`notice:${id}`, "POST", `/api/notices/${id}/dismiss`),
    async openSimulator() {
      const answer = await run("simulator", "POST", "/api/simulator/open");
      const look = `&lang=${getLanguage()}&theme=${store.state.data?.settings.theme}`;
      if (answer?.url) window.open(answer.url + look, "simulator", "noopener,width=720,height=640");
    },
    closeToast: () => store.show({ toast: null }),
  };
}

/** What the program itself is asked for. @param {(key: string, method: string, path: string, body?: any) => Promise<any>} run */
function programCommands(run) {
  return {
    clearHistory: () => run("clear_history", "POST", "/api/history/clear"),
    dismissLink: () => run("link", "POST", "/api/link/dismiss"),
    checkUpdate: () => run("update", "POST", "/api/update/check"),
    downloadUpdate: () => run("update", "POST", "/api/update/download"),
    cancelUpdate: () => run("update", "POST", "/api/update/cancel"),
    applyUpdate: () => run("update", "POST", "/api/update/apply"),
    /** A failure, or that a version was taken back, is read. */
    dismissUpdate: () => run("update", "POST", "/api/update/dismiss"),
    /** @param {"microphone"|"speaker"|"ring"} kind */
    testSound: (kind) => run("sound_test", "POST", "/api/sound/test", { kind }),
    stopSoundTest: () => run("sound_test", "POST", "/api/sound/test/stop"),
    exportReport: () => run("report", "POST", "/api/diagnostics/export"),
  };
}
