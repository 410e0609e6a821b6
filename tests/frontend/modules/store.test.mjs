import assert from "node:assert/strict";
import { test } from "node:test";
import { createCommands } from "../../../frontend/commands.js";
import { Store } from "../../../frontend/store.js";
import { RequestError } from "../../../frontend/transport.js";
import { snapshot, Wire } from "./values.mjs";

function started() {
  const wire = new Wire();
  const store = new Store(wire);
  store.start();
  return { wire, store };
}

async function ready() {
  const both = started();
  both.wire.link(true);
  await both.wire.answer(snapshot());
  return both;
}

const history = (seq, missed) => ({ seq, type: "HistoryChanged", value: { revision: seq, missed } });

test("the page subscribes before it asks for the state", async () => {
  const { wire, store } = started();
  assert.ok(wire.push);
  assert.equal(wire.asked.length, 0);
  wire.link(true);
  assert.deepEqual([wire.asked[0].method, wire.asked[0].path], ["GET", "/api/state"]);
  await wire.answer(snapshot());
  assert.equal(store.state.link, "ready");
});

test("events that come before the snapshot are applied after it, those it already holds are not", async () => {
  const { wire, store } = started();
  wire.link(true);
  wire.push(history(12, 2));
  wire.push(history(11, 1));
  wire.push(history(10, 9));
  await wire.answer(snapshot());
  assert.equal(store.state.data.seq, 12);
  assert.equal(store.state.data.history.missed, 2);
});

test("a hole in the numbers makes the page ask for everything once more", async () => {
  const { wire, store } = await ready();
  wire.push(history(13, 3));
  assert.equal(wire.asked.length, 1);
  await wire.answer(snapshot({ seq: 13, history: { missed: 3 } }));
  assert.equal(store.state.data.seq, 13);
  wire.push(history(14, 4));
  assert.equal(store.state.data.history.missed, 4);
});

test("an event that was seen already changes nothing", async () => {
  const { wire, store } = await ready();
  const before = store.state;
  wire.push(history(10, 5));
  assert.equal(store.state, before);
});

test("a lost connection is shown, and a new snapshot ends it", async () => {
  const { wire, store } = await ready();
  wire.link(false);
  assert.equal(store.state.link, "lost");
  wire.link(true);
  await wire.answer(snapshot({ seq: 40 }));
  assert.equal(store.state.link, "ready");
  assert.equal(store.state.data.seq, 40);
});

test("listeners hear of every change until they leave", async () => {
  const { wire, store } = await ready();
  let heard = 0;
  const leave = store.subscribe(() => (heard += 1));
  wire.push(history(11, 1));
  leave();
  wire.push(history(12, 2));
  assert.equal(heard, 1);
});

test("a second click while the first is under way asks nothing", async () => {
  const { wire, store } = await ready();
  const commands = createCommands(store);
  commands.hangUp("c1");
  commands.hangUp("c1");
  assert.equal(wire.asked.length, 1);
  await wire.answer({});
  commands.hangUp("c1");
  assert.equal(wire.asked.length, 1);
});

test("a refused command leaves its code to be said, and nothing else", async () => {
  const { wire, store } = await ready();
  const data = store.state.data;
  createCommands(store).dial("12");
  await wire.refuse(new RequestError("invalid_number", { number: "12" }, 400));
  assert.deepEqual(store.state.ui.toast, { code: "invalid_number", detail: { number: "12" } });
  assert.equal(store.state.data, data);
  assert.deepEqual(store.state.ui.pending, {});
});

test("a placed call brings the directory with the call into view", async () => {
  const { wire, store } = await ready();
  store.show({ section: "dialpad", dial: "8014" });
  createCommands(store).dial("8014");
  assert.equal(store.state.ui.section, "dialpad");
  await wire.answer({ id: "c1" });
  assert.equal(store.state.ui.section, "directory");
  assert.equal(store.state.ui.dial, "");
});

test("digits go out one after the other, in the order they were pressed", async () => {
  const { wire, store } = await ready();
  const commands = createCommands(store);
  for (const digit of "120#") commands.sendDigit("c1", digit);
  const sent = [];
  for (let n = 0; n < 4; n += 1) {
    await new Promise(setImmediate);
    assert.equal(wire.asked.length, 1);
    sent.push(wire.asked[0].body.digits);
    await wire.answer({});
  }
  assert.equal(sent.join(""), "120#");
  assert.equal(store.state.ui.digits, "120#");
});
