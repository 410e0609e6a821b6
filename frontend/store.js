// @ts-check
/**
 * Holds the state outside the views: a snapshot first, then events by their number, and again after a lost connection.
 * @typedef {import("./types.js").State} State
 * @typedef {import("./types.js").Ui} Ui
 * @typedef {import("./types.js").PushedEvent} PushedEvent
 * @typedef {import("./types.js").Transport} Transport
 */
import { failure } from "./commands.js";
import { initialState, withEvent, withSnapshot } from "./state.js";

const RETRY_MS = 1_000;

export class Store {
  /** @param {Transport} transport */
  constructor(transport) {
    this.transport = transport;
    this.state = initialState();
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    /** @type {PushedEvent[]} */
    this.early = [];
    this.asking = this.again = false;
    this.up = false;
  }

  /** @param {() => void} listener @returns {() => void} what ends it */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @param {State} next */
  replace(next) {
    if (next === this.state) return;
    this.state = next;
    for (const listener of [...this.listeners]) listener();
  }

  /** Change what only the page knows. @param {Partial<Ui>} patch */
  show(patch) {
    this.replace({ ...this.state, ui: { ...this.state.ui, ...patch } });
  }

  /** Now on the program's clock, in UTC milliseconds. */
  now() {
    return Date.now() + this.state.clock;
  }

  start() {
    this.transport.listen((event) => this.take(event), (up) => this.linked(up));
  }

  /** @param {boolean} up */
  linked(up) {
    this.up = up;
    if (up || !this.state.data) this.synchronise();
    else this.replace({ ...this.state, link: "lost" });
  }

  /** @param {PushedEvent} event */
  take(event) {
    const seq = this.state.data?.seq;
    if (this.asking || seq === undefined) {
      this.early.push(event);
    } else if (event.seq === seq + 1) {
      this.replace(withEvent(this.state, event));
    } else if (event.seq > seq) {
      this.early.push(event);
      this.synchronise();
    }
  }

  /** Ask for everything; events that come meanwhile wait. */
  async synchronise() {
    if (this.asking) return;
    this.asking = true;
    try {
      const snapshot = await this.transport.request("GET", "/api/state");
      this.asking = false;
      this.catchUp(withSnapshot(this.state, snapshot, Date.now()));
      if (this.again) this.renew();
    } catch (error) {
      this.asking = false;
      this.replace({ ...this.state, link: this.state.data ? "lost" : "connecting", trouble: failure(error) });
      setTimeout(() => this.up && this.synchronise(), RETRY_MS);
    }
  }

  /** Something has changed of which no event tells; an answer that is on its way may be older. */
  renew() {
    this.again = this.asking;
    this.synchronise();
  }

  /** @param {State} state with a fresh snapshot */
  catchUp(state) {
    const waiting = this.early.sort((a, b) => a.seq - b.seq);
    this.early = [];
    for (const event of waiting) {
      if (event.seq === /** @type {any} */ (state.data).seq + 1) state = withEvent(state, event);
    }
    this.replace(state);
  }
}
