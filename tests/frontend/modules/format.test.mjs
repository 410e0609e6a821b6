import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as format from "../../../frontend/format.js";
import { setLanguage } from "../../../frontend/i18n/index.js";

const NOW = new Date(2026, 10, 23, 14, 5, 20).getTime();
const at = (...parts) => new Date(...parts).getTime();

beforeEach(() => setLanguage("zh-CN"));

test("a mobile number is grouped while it is typed", () => {
  const typed = ["1", "13", "138", "1380", "1380013", "13800138", "13800138000"].map(format.groupNumber);
  assert.deepEqual(typed, ["1", "13", "138", "138 0", "138 0013", "138 0013 8", "138 0013 8000"]);
});

test("a fixed number shows its area code", () => {
  assert.equal(format.groupNumber("02557990000"), "025-5799 0000");
  assert.equal(format.groupNumber("01062345678"), "010-6234 5678");
  assert.equal(format.groupNumber("025"), "025");
});

test("extensions, service numbers and keys stay as they are", () => {
  for (const number of ["8014", "110", "95588", "*86#", "+442071234567"]) assert.equal(format.groupNumber(number),
    number);
});

test("a number with an extension behind it keeps it", () => {
  assert.equal(format.groupNumber("02557990000转8057"), "025-5799 0000 转 8057");
});

test("canonical numbers are read as people write them", () => {
  assert.equal(format.displayNumber("+8613800138000"), "138 0013 8000");
  assert.equal(format.displayNumber("+862557990000"), "025-5799 0000");
  assert.equal(format.displayNumber("+864006000188"), "400-600 0188");
  assert.equal(format.displayNumber("ext:yunfan:8014"), "8014");
  assert.equal(format.displayNumber("110"), "110");
  assert.equal(format.displayNumber("+442071234567"), "+442071234567");
  assert.equal(format.displayNumber(""), "");
});

test("what can be dialled is taken out of what was pasted", () => {
  assert.equal(format.dialable("电话：025-5579 9985 转 8057"), "02555799985转8057");
  assert.equal(format.dialable("１３８ ００１３ ８０００"), "13800138000");
  assert.equal(format.dialable("+86 138-0013-8000"), "+8613800138000");
  assert.equal(format.dialable("(025) 5799 0000 ext. 12"), "02557990000转12");
  assert.equal(format.dialable("没有号码"), "");
  assert.equal(format.dialable("*86#"), "*86#");
  assert.equal(format.dialable("+"), "+");
});

test("a search text is a number only when it is nothing else", () => {
  for (const text of ["8014", "138 0013 8000", "+86 138", "(025) 5799", "０２５－５７９９５５５５"]) assert.ok(format.looksLikeNumber(text),
    text);
  for (const text of ["张珊", "80", "a8014", "", "(((", ". ."]) assert.ok(!format.looksLikeNumber(text), text);
});

test("durations are words, timers are digits", () => {
  assert.equal(format.duration(192_000), "3 分 12 秒");
  assert.equal(format.duration(56_000), "56 秒");
  assert.equal(format.duration(3_725_000), "1 小时 02 分 05 秒");
  assert.equal(format.timer(267_000), "04:27");
  assert.equal(format.timer(3_725_000), "1:02:05");
  assert.equal(format.timer(-5), "00:00");
  setLanguage("en");
  assert.equal(format.duration(192_000), "3 min 12 s");
});

test("days are named as people name them", () => {
  assert.equal(format.when(at(2026, 10, 23, 9, 24), NOW), "今天 09:24");
  assert.equal(format.when(at(2026, 10, 22, 17, 40), NOW), "昨天 17:40");
  assert.equal(format.when(at(2026, 10, 19, 10, 5), NOW), "11月19日 10:05");
  assert.equal(format.when(at(2025, 10, 19, 10, 5), NOW), "2025年11月19日 10:05");
  assert.equal(format.day(at(2026, 10, 22, 0, 1), NOW), "昨天 11月22日 星期日");
  assert.equal(format.day(at(2026, 10, 20), NOW), "11月20日 星期五");
  setLanguage("en");
  assert.equal(format.day(at(2026, 10, 20), NOW), "Fri 20 Nov");
  assert.equal(format.when(at(2026, 10, 22, 17, 40), NOW), "yesterday 17:40");
});

test("midnight divides days, not 24 hours", () => {
  assert.equal(format.daysAgo(at(2026, 10, 22, 23, 59), at(2026, 10, 23, 0, 1)), 1);
  assert.equal(format.daysAgo(at(2026, 10, 23, 0, 1), at(2026, 10, 23, 23, 59)), 0);
});

test("a countdown ends at zero", () => {
  assert.equal(format.secondsLeft(NOW + 1_001, NOW), 2);
  assert.equal(format.secondsLeft(NOW - 1, NOW), 0);
});

test("a small file is not said to be nothing", () => {
  assert.equal(format.fileSize(38_600_000), "38.6 MB");
  assert.equal(format.fileSize(100_000), "0.1 MB");
  assert.equal(format.fileSize(11_200), "12 KB");
});

test("counts have separators", () => {
  assert.equal(format.count(12_486), "12,486");
});
