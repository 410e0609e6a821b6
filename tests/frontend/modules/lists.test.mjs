import assert from "node:assert/strict";
import { test } from "node:test";
import { byDay, outcome, way } from "../../../frontend/components/history.js";
import { groups, HEAD, ROW, topOf, visible } from "../../../frontend/components/people.js";
import { setLanguage } from "../../../frontend/i18n/index.js";
import { choices } from "../../../frontend/views/omnibox.js";
import { lines, withRoot } from "../../../frontend/views/tree.js";

const NOW = new Date(2026, 10, 23, 14, 5).getTime();
const HOUR = 3_600_000;
const people = (...letters) => letters.map((letter, at) => ({ id: `p${at}`, letter }));

test("letter heads stand where their people begin", () => {
  const all = groups([{ letter: "C", count: 2 }, { letter: "F", count: 1 }], [], 3);
  assert.deepEqual(all.map((one) => one.top), [0, HEAD + 2 * ROW]);
  assert.equal(topOf(all, 2), HEAD + 2 * ROW + HEAD);
});

test("letters that are not told are counted from a list that is all there", () => {
  const all = groups(undefined, people("C", "C", "F"), 3);
  assert.deepEqual(all.map((one) => [one.letter, one.count]), [["C", 2], ["F", 1]]);
});

test("of a long list only the rows near the window are drawn", () => {
  const [group] = groups([{ letter: "Z", count: 10_000 }], [], 10_000);
  const [from, to] = visible(group, 5_000 * ROW, 5_000 * ROW + 600, 10_000);
  assert.ok(from > 4_900 && to < 5_100);
  assert.ok(from <= 4_999 && to >= 5_012);
});

test("a short list is drawn whole", () => {
  const [group] = groups([{ letter: "Z", count: 40 }], [], 40);
  assert.deepEqual(visible(group, 0, 100, 40), [0, 40]);
});

const department = (id, parent_id = "", order = 0) => ({ id, name: id, parent_id, order, count: 1 });

test("the tree shows what is open, in its order", () => {
  const all = [department("b", "", 2), department("a", "", 1), department("a1", "a")];
  const shown = (open) => lines(all, () => open).map((line) => [line.department.id, line.level, line.open]);
  assert.deepEqual(shown(true), [["a", 0, true], ["a1", 1, null], ["b", 0, null]]);
  assert.deepEqual(shown(false), [["a", 0, false], ["b", 0, null]]);
});

test("a department whose parent is unknown is not lost, nor one that is its own", () => {
  assert.deepEqual(lines([department("x", "gone")], () => true).length, 1);
});

test("several departments at the top get the enterprise over them, one does not", () => {
  assert.equal(withRoot([department("a"), department("b")], "云帆", 9)[0].name, "云帆");
  assert.equal(withRoot([department("a"), department("a1", "a")], "云帆", 9).length, 2);
});

const someone = (id, extension) => ({ id, extension, mobile: "" });

test("a typed number is dialled as it is, unless it is exactly somebody's extension", () => {
  const found = [someone("x", "8010"), someone("y", "8014")];
  assert.deepEqual(choices("801", found)[0], { id: "omni-number", person: null, number: "801" });
  assert.equal(choices("8014", found)[0].person.id, "y");
  assert.equal(choices("8014", found).length, 2);
  assert.equal(choices("张", found)[0].person.id, "x");
});

const row = (fields) => ({ id: 1, canonical: "a", direction: "incoming", disposition: "missed", started_at: NOW,
  duration_ms: 0, code: "missed", ...fields });

test("calls stand under their day, and repeated ones are one line with a count", () => {
  setLanguage("zh-CN");
  const days = byDay([row({}), row({ id: 2 }), row({ id: 3, canonical: "b" }),
    row({ id: 4, started_at: NOW - 30 * HOUR })], NOW);
  assert.deepEqual(days.map((one) => [one.day, one.runs.map((run) => run.rows.length)]),
    [["今天", [2, 1]], ["昨天 11月22日 星期日", [1]]]);
});

test("an answered and a missed call with one number are two lines", () => {
  const days = byDay([row({}), row({ id: 2, disposition: "answered" })], NOW);
  assert.equal(days[0].runs.length, 2);
});

test("what became of a call is its duration or the reason", () => {
  setLanguage("zh-CN");
  assert.equal(outcome(row({ disposition: "answered", duration_ms: 64_000 })), "1 分 04 秒");
  assert.equal(outcome(row({ disposition: "busy", code: "busy" })), "对方忙");
  assert.equal(outcome(row({ disposition: "failed", code: "not_heard_of" })), "呼叫失败");
});

test("a row says by whom a call was handed on, before the main number it came through", () => {
  setLanguage("zh-CN");
  const row = { via: "+862557990000", referred_by: "8006", referred_by_name: "唐静" };
  assert.deepEqual([row, { ...row, referred_by_name: "" }, { ...row, referred_by: "", referred_by_name: "" },
    { via: "", referred_by: "", referred_by_name: "" }].map(way), ["由 唐静 转接", "由 8006 转接", "经总机", ""]);
});
