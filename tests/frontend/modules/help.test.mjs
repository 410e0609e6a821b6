import assert from "node:assert/strict";
import { test } from "node:test";
import { textsOf } from "../../../frontend/help/blocks.js";
import { CODES } from "../../../frontend/help/codes.js";
import { entryOf, GROUPS, HOME, named, pageOf, PAGES, search } from "../../../frontend/help/index.js";
import { around } from "../../../frontend/help/marked.js";
import { setLanguage, TABLES } from "../../../frontend/i18n/index.js";

const ENTRIES = GROUPS.flatMap((group) => group.entries);
const IDS = ENTRIES.map((entry) => entry.id);
const LANGUAGES = ["zh-CN", "en"];
const SECTIONS = ["history", "directory", "dialpad"];

/** What a page is made of, without its words. */
function structure({ blocks }) {
  return blocks.map((block) => [block.kind, block.target, block.items?.length, block.head?.length,
    block.rows?.map((row) => row.length)]);
}

function* texts(language) {
  setLanguage(language);
  for (const [id, { title, blocks }] of Object.entries(PAGES[language])) {
    for (const text of [title, ...blocks.flatMap(textsOf)]) yield [id, text];
  }
  setLanguage("zh-CN");
}

test("every page of the contents is there in both languages, and no other", () => {
  assert.equal(new Set(IDS).size, IDS.length);
  for (const language of LANGUAGES) assert.deepEqual(Object.keys(PAGES[language]).sort(), [...IDS].sort());
});

test("the pages of both languages are built alike", () => {
  for (const id of IDS) assert.deepEqual(structure(PAGES.en[id]), structure(PAGES["zh-CN"][id]), id);
});

test("every row of a table has a cell for every column", () => {
  for (const block of Object.values(PAGES.en).flatMap(({ blocks }) => blocks).filter((one) => one.kind === "table")) {
    for (const row of block.rows) assert.equal(row.length, block.head.length);
  }
});

test("what a page leads to is there", () => {
  for (const { id, see = [] } of ENTRIES) {
    for (const other of see) assert.ok(IDS.includes(other) && other !== id, `${id} to ${other}`);
  }
  const targets = Object.values(PAGES.en).flatMap(({ blocks }) => blocks.flatMap((one) => one.target ?? []));
  for (const target of targets) {
    const [section, page] = target.split("/");
    assert.ok(section === "settings" ? `settings.page_${page}` in TABLES.en : SECTIONS.includes(target), target);
  }
});

test("what a page calls by a name of the window is called so there", () => {
  for (const language of LANGUAGES) {
    for (const [id, text] of texts(language)) {
      for (const [, key] of text.matchAll(/\{([\w.]+)\}/g)) {
        assert.ok(key in TABLES[language] && !TABLES[language][key].includes("{"), `${id}: ${key}`);
      }
    }
  }
});

test("the help speaks calmly and writes Chinese as the window does", () => {
  for (const language of LANGUAGES) {
    for (const [id, text] of texts(language)) {
      const told = named(text);
      assert.ok(!/[!！]/.test(told) && told.trim() === told && told !== "", `${id}: ${told}`);
      assert.equal((told.match(/`/g) ?? []).length % 2, 0, `${id}: ${told}`);
      if (language === "en") continue;
      assert.ok(!/[\u4e00-\u9fff][,;:?]/.test(told), `${id}: ${told}`);
      assert.ok(!/[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]/.test(told), `${id}: ${told}`);
    }
  }
});

test("every code that is explained leads to a page, and is a message of the program", () => {
  const ofTheLine = ["login_removed", "update_rolled_back"]; // told in several sentences, or by another name
  const told = new Set(Object.keys(TABLES.en).map((key) => key.slice(key.lastIndexOf(".") + 1)));
  for (const [code, id] of CODES) {
    assert.ok(IDS.includes(id), `${code} to ${id}`);
    assert.ok(told.has(code) || ofTheLine.includes(code), code);
  }
});

test("a name that is no page leads to the first one", () => {
  assert.equal(entryOf("constructor").id, HOME);
  assert.equal(pageOf("").title, PAGES["zh-CN"][HOME].title);
});

test("a search finds words in titles before those in texts, in the language of the window only", () => {
  const ids = (query) => search(query).map((one) => one.id);
  assert.equal(ids("转接")[0], "transfer");
  assert.deepEqual(ids("  "), []);
  assert.deepEqual(ids("transfer"), []);
  assert.ok(ids("手机 响").includes("mobile_rings"));
  assert.deepEqual(ids("手机 zzz"), []);
  assert.deepEqual(ids("constructor [("), []);
  assert.ok(ids("ＣＴＲＬ k").includes("keys"));
  setLanguage("en");
  assert.equal(ids("TRANSFER")[0], "transfer");
  setLanguage("zh-CN");
});

test("a search finds also what a text calls by a name of the window, and shows where", () => {
  const found = search("直接转接").find((one) => one.id === "transfer");
  assert.ok(found?.excerpt.includes("直接转接"));
  assert.equal(around("一二三四五六七八九十一二三四五六七八九十转接", ["转接"]), "…九十一二三四五六七八九十转接");
  assert.equal(around("转接给别人", ["转接"]), "转接给别人");
});
