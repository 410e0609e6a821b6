import assert from "node:assert/strict";
import { test } from "node:test";
import { bridgeTransport, connect, httpTransport, TIME_LIMIT_MS } from "../../../frontend/transport.js";

function page(fields = {}) {
  const target = new EventTarget();
  return Object.assign(target, { location: { protocol: "http:", hash: "", pathname: "/", search: "" }, ...fields });
}

const refusal = { status: 409, body: { error: { code: "call_in_progress", detail: { id: "c1" } } } };

test("a request waits until the window has put its bridge there", async () => {
  const window = page();
  const asked = bridgeTransport(window).request("GET", "/api/state");
  window.pywebview = { api: { request: async (method, path,
    body) => ({ status: 200, body: { method, path, body } }) } };
  window.dispatchEvent(new Event("pywebviewready"));
  assert.deepEqual(await asked, { method: "GET", path: "/api/state", body: null });
});

test("a refusal becomes an error with its code and detail", async () => {
  const window = page({ pywebview: { api: { request: async () => refusal } } });
  await assert.rejects(bridgeTransport(window).request("POST", "/api/calls", {}),
    { code: "call_in_progress", detail: { id: "c1" }, status: 409 });
});

test("an answer without a known shape is an error too", async () => {
  const window = page({ pywebview: { api: { request: async () => ({ status: 500, body: null }) } } });
  await assert.rejects(bridgeTransport(window).request("GET", "/api/state"), { code: "program_failed" });
});

test("a bridge that stays silent is given up", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const window = page({ pywebview: { api: { request: () => new Promise(() => undefined) } } });
  const asked = bridgeTransport(window).request("GET", "/api/state");
  await Promise.resolve().then(() => undefined);
  context.mock.timers.tick(TIME_LIMIT_MS);
  await assert.rejects(asked, { code: "program_silent" });
});

test("pushed events arrive through the window's own function", () => {
  const window = page();
  const seen = [];
  bridgeTransport(window).listen((event) => seen.push(event), () => undefined);
  window.__push({ seq: 1 });
  assert.deepEqual(seen, [{ seq: 1 }]);
});

test("in a browser the token travels in the header", async () => {
  const sent = [];
  const window = page({ fetch: async (path, options) => (sent.push([path, options]),
    { status: 200, json: async () => ({ ok: true }) }) });
  assert.deepEqual(await httpTransport(window, "secret").request("PUT", "/api/settings", { theme: "dark" }),
    { ok: true });
  const [path, options] = sent[0];
  assert.equal(path, "/api/settings");
  assert.equal(options.headers.Authorization, "Bearer secret");
  assert.equal(options.body, '{"theme":"dark"}');
});

test("a program that is gone is said so", async () => {
  const window = page({ fetch: () => Promise.reject(new TypeError("failed")) });
  await assert.rejects(httpTransport(window, "x").request("GET", "/api/state"), { code: "program_gone" });
});

test("a stream that ended for good is opened again", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const opened = [];
  class EventSource {
    constructor(url) {
      this.url = url;
      this.readyState = 0;
      opened.push(this);
    }

    close() {
      this.closed = true;
    }
  }
  const links = [];
  httpTransport(page({ EventSource, setTimeout }), "a b").listen(() => undefined, (up) => links.push(up));
  assert.equal(opened[0].url, "/api/events?token=a%20b");
  opened[0].onopen();
  opened[0].readyState = 2;
  opened[0].onerror();
  context.mock.timers.tick(1_000);
  assert.ok(opened[0].closed);
  assert.equal(opened.length, 2);
  assert.deepEqual(links, [true, false]);
});

test("the token leaves the address and stays with the tab", async () => {
  const kept = new Map();
  const shown = [];
  const sent = [];
  const window = page({
    location: { protocol: "http:", hash: "#token=abc", pathname: "/index.html", search: "?lang=en" },
    sessionStorage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) },
    history: { replaceState: (_state, _title, url) => shown.push(url) },
    fetch: async (_path, options) => (sent.push(options.headers.Authorization),
      { status: 200, json: async () => ({}) }),
  });
  await connect(window).request("GET", "/api/state");
  assert.deepEqual(shown, ["/index.html?lang=en"]);
  window.location.hash = "";
  await connect(window).request("GET", "/api/state");
  assert.deepEqual(sent, ["Bearer abc", "Bearer abc"]);
});
