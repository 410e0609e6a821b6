import assert from "node:assert/strict";
import { test } from "node:test";
import { callIsDocked, canCall, currentCall, initialState, screen, transferable, waitingCall, withEvent,
  withSnapshot } from "../../../frontend/state.js";
import { call, snapshot } from "./values.mjs";

const started = (fields) => withSnapshot(initialState(), snapshot(fields), 0);
const event = (type, value, seq = 11) => ({ seq, type, value });

test("a snapshot makes the page ready and sets its clock by the program's", () => {
  const state = withSnapshot(initialState(), snapshot({ app: { now: 5_000 } }), 2_000);
  assert.equal(state.link, "ready");
  assert.equal(state.clock, 3_000);
});

test("an event replaces the value it names and moves the number on", () => {
  const state = withEvent(started(),
    event("RegistrationChanged", { state: "failed", reason: "platform_unreachable" }));
  assert.equal(state.data.registration.reason, "platform_unreachable");
  assert.equal(state.data.seq, 11);
});

test("a call appears, changes in place and leaves as the ended one", () => {
  let state = withEvent(started(), event("CallChanged", call({ state: "ringing" })));
  state = withEvent(state, event("CallChanged", call({ state: "established" }), 12));
  assert.deepEqual(state.data.calls.map((one) => one.state), ["established"]);
  state = withEvent(state, event("CallEnded", call({ state: "ended" }), 13));
  assert.deepEqual(state.data.calls, []);
  assert.equal(state.ended.state, "ended");
});

test("the end of one of two calls leaves the other on the page", () => {
  let state = started({ calls: [call({ id: "a" }), call({ id: "b", state: "incoming" })] });
  state = withEvent(state, event("CallEnded", call({ id: "b", state: "ended" })));
  assert.equal(state.ended, null);
  assert.equal(currentCall(state).id, "a");
});

test("a new call takes the place of the ended one", () => {
  let state = withEvent(started({ calls: [call({})] }), event("CallEnded", call({ state: "ended" })));
  state = withEvent(state, event("CallChanged", call({ id: "next", state: "calling" }), 12));
  assert.equal(state.ended, null);
});

test("a running call comes before one that rings beside it", () => {
  const state = started({ calls: [call({ id: "rings", state: "incoming" }), call({ id: "talks" })] });
  assert.equal(currentCall(state).id, "talks");
  assert.equal(waitingCall(state).id, "rings");
});

test("a call can be placed only with a line, a program and no other call", () => {
  assert.ok(canCall(started()));
  assert.ok(!canCall(started({ calls: [call({})] })));
  assert.ok(!canCall(started({ registration: { state: "failed" } })));
  assert.ok(!canCall({ ...started(), link: "lost" }));
});

test("a call that was not there before comes into view, one that changes leaves the view alone", () => {
  let state = started();
  state.ui.aside = "person";
  state = withEvent(state, event("CallChanged", call({ state: "ringing" })));
  assert.ok(callIsDocked(state));
  state = { ...state, ui: { ...state.ui, aside: "person" } };
  state = withEvent(state, event("CallChanged", call({}), 12));
  assert.ok(!callIsDocked(state));
});

test("the screen follows from account, registration and enrolment", () => {
  assert.equal(screen(initialState()), "starting");
  assert.equal(screen(started({ account: null })), "enrolment");
  assert.equal(screen(started({ enrolment: { step: "download" } })), "enrolment");
  assert.equal(screen(started()), "main");
  assert.equal(screen(started({ registration: { state: "replaced" } })), "replaced");
  assert.equal(screen(started({ registration: { state: "replaced" }, account: null })), "enrolment");
});

test("who goes in while the directory comes in sees the window", () => {
  const state = started({ enrolment: { step: "download" } });
  assert.equal(screen({ ...state, ui: { ...state.ui, downloadSkipped: true } }), "main");
});

test("nothing of one account stays on the page of the next", () => {
  const before = { ...started(), ended: call({}) };
  before.ui = { ...before.ui, person: "yf8014", dial: "801" };
  const after = withEvent(before, event("AccountChanged", null));
  assert.equal(after.ui.person, "");
  assert.equal(after.ui.dial, "");
  assert.equal(after.ended, null);
});

test("an event of an unknown kind is an error", () => {
  assert.throws(() => withEvent(started(), event("Nonsense", {})), /Nonsense/);
});

test("an established call can be handed over, one that rings, is being handed over or has the mobile cannot", () => {
  const of = (fields) => transferable(started({ calls: [call(fields)] }))?.id;
  assert.equal(of({}), "c1");
  assert.equal(of({ state: "ringing" }), undefined);
  assert.equal(of({ mode: "callback" }), undefined);
  assert.equal(of({ transfer: { state: "under_way" } }), undefined);
  assert.equal(of({ transfer: { state: "failed" } }), "c1");
});

test("the sheet of a call leaves when that call can no longer be handed over", () => {
  const open = started({ calls: [call({})] });
  open.ui.overlay = { kind: "dialog", name: "transfer", detail: "c1" };
  const after = (type, fields) => withEvent(open, event(type, call(fields))).ui.overlay;
  assert.equal(after("CallChanged", { muted: true }).name, "transfer");
  assert.equal(after("CallChanged", { transfer: { state: "under_way" } }), null);
  assert.equal(after("CallEnded", { state: "ended" }), null);
  assert.equal(withSnapshot(open, snapshot(), 0).ui.overlay, null);
});
