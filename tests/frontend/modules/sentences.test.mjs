import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { has, pickLanguage, rich, sentence, setLanguage, t, TABLES } from "../../../frontend/i18n/index.js";

const FRONTEND = new URL("../../../frontend/", import.meta.url);
const places = (text) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((one) => one[1]))].sort();

function sources(folder = FRONTEND) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (["vendor", "i18n", "simulator"].includes(entry.name)) return [];
    if (entry.isDirectory()) return sources(new URL(`${entry.name}/`, folder));
    return entry.name.endsWith(".js") ? [readFileSync(new URL(entry.name, folder), "utf8")] : [];
  });
}

test("both languages have the same sentences with the same places to fill", () => {
  const [zh, en] = [TABLES["zh-CN"], TABLES.en];
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  for (const key of Object.keys(zh)) assert.deepEqual(places(zh[key]), places(en[key]), key);
});

test("no sentence is empty or carries an exclamation mark", () => {
  for (const table of Object.values(TABLES)) {
    for (const [key, text] of Object.entries(table)) {
      assert.ok(text.trim() === text && text !== "", key);
      assert.ok(!/[!！]/.test(text), key);
    }
  }
});

test("Chinese sentences put a space between Han and digits or letters of a value, and use full-width marks", () => {
  for (const [key, text] of Object.entries(TABLES["zh-CN"])) {
    assert.ok(!/[\u4e00-\u9fff][,;:?]/.test(text), key);
    assert.ok(!/[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]/.test(text.replace(/\{\w+\}/g, "")), key);
  }
});

test("every key a view asks for has a sentence", () => {
  const keys = sources().flatMap((source) =>
    [...source.matchAll(/\b(?:t|rich)\(\s*(?:[^"`()]*\?\s*)?"([^"]+)"(?:\s*:\s*"([^"]+)")?/g)].flatMap((one) =>
      [one[1], one[2]]));
  const asked = [...new Set(keys.filter(Boolean))];
  assert.ok(asked.length > 100);
  assert.deepEqual(asked.filter((key) => !(key in TABLES.en)), []);
});

test("every sentence is used somewhere", () => {
  const text = sources().join("\n");
  const families = ["error.", ...[...text.matchAll(/`([a-z_]+(?:\.[a-z_]+)*[._])\$\{/g)].map((one) => one[1])];
  const unused = Object.keys(TABLES.en).filter((key) => !text.includes(`"${key}"`)
    && !families.some((family) => key.startsWith(family)));
  assert.deepEqual(unused, []);
});

test("values are filled in, and a count picks its word", () => {
  setLanguage("en");
  assert.equal(t("error.code_wrong", { tries_left: "1" }), "That code is not right. 1 attempt left.");
  assert.equal(t("error.code_wrong", { tries_left: 4 }), "That code is not right. 4 attempts left.");
  setLanguage("zh-CN");
  assert.equal(t("error.code_wrong", { tries_left: 2 }), "验证码不正确，还可以尝试 2 次。");
});

test("a sentence may hold elements", () => {
  const bold = { b: 1 };
  assert.deepEqual(rich("history.total", { n: bold }), ["共 ", bold, " 次"]);
});

test("a sentence with elements picks its word by the number they show", () => {
  setLanguage("en");
  const said = (n) => rich("history.total", { n: `<${n}>` }, { n }).join("");
  assert.deepEqual([0, 1, 2].map(said), ["<0> calls", "<1> call", "<2> calls"]);
  assert.deepEqual(["1", "1,234"].map((n) => t("directory.count", { n })), ["1 person", "1,234 people"]);
  setLanguage("zh-CN");
});

test("the simulator's page calls itself and its button as the telephone's page does", () => {
  const words = readFileSync(new URL("simulator/words.js", FRONTEND), "utf8");
  for (const table of Object.values(TABLES)) {
    assert.ok(words.includes(`"${table["simulator.open"]}"`));
    assert.ok(words.includes(`“${table["simulator.open"]}”`));
  }
});

test("a code without a sentence is said to be unexpected, and a missing key is an error", (context) => {
  const said = context.mock.method(console, "error", () => undefined);
  assert.match(sentence({ code: "never_heard_of", detail: {} }), /never_heard_of/);
  assert.equal(said.mock.callCount(), 0);
  assert.equal(t("no.such.key"), "no.such.key");
  assert.equal(said.mock.callCount(), 1);
  assert.ok(!has("no.such.key"));
});

test("the language is the user's, else the link's, else the system's", () => {
  assert.equal(pickLanguage("en", "zh-CN", ["zh-CN"]), "en");
  assert.equal(pickLanguage("", "zh-CN", ["en-GB"]), "zh-CN");
  assert.equal(pickLanguage("", null, ["zh-TW", "en"]), "zh-CN");
  assert.equal(pickLanguage("", null, ["de-DE"]), "en");
  assert.equal(pickLanguage("", null, []), "zh-CN");
});
