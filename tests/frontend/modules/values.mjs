// Values of the program for tests of single modules.

export function snapshot(fields = {}) {
  return {
    seq: 10, account: { enterprise_id: "yunfan", user_id: "yf8057" }, registration: { state: "registered" },
      enrolment: { step: "done" },
    calls: [], settings: {}, notices: [], ...fields, app: { now: 0, ...fields.app },
  };
}

export function call(fields) {
  return { id: "c1", direction: "outgoing", state: "established", ...fields };
}

/** A transport whose answers the test gives; `ask` holds those that wait. */
export class Wire {
  constructor() {
    this.asked = [];
  }

  request(method, path, body) {
    return new Promise((resolve, reject) => this.asked.push({ method, path, body, resolve, reject }));
  }

  listen(onEvent, onLink) {
    this.push = onEvent;
    this.link = onLink;
  }

  /** Answer the oldest question and let what follows from it happen. */
  async answer(value) {
    this.asked.shift().resolve(value);
    await new Promise(setImmediate);
  }

  async refuse(error) {
    this.asked.shift().reject(error);
    await new Promise(setImmediate);
  }
}
