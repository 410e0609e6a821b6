import assert from "node:assert/strict";
import { test } from "node:test";
import { callStateText, endText, origin } from "../../../frontend/components/calls.js";
import { setLanguage } from "../../../frontend/i18n/index.js";
import { call } from "./values.mjs";

const party = { number: "8014", canonical: "ext:yunfan:8014", name: "张珊", person_id: "", department: "", via: "" };
const outside = { ...party, number: "", canonical: "+8613900002210", name: "", via: "+862557990000" };
const said = (...parts) => ["zh-CN", "en"].map((language) => {
  setLanguage(language);
  return parts.map((part) => part());
});

test("a call that was handed on says by whom, before the main number it came through", () => {
  const by = { ...party, name: "唐静", canonical: "ext:yunfan:8006" };
  const from = (fields) => () => origin(call({ party: outside, referred_by: null, ...fields }));
  const incoming = call({ state: "incoming", party: outside, referred_by: by });
  assert.deepEqual(said(from({ referred_by: by }), from({ referred_by: { ...by, name: "" } }), from({}),
    from({ party }), () => callStateText(incoming)), [
    ["由 唐静（8006）转接", "由 8006 转接", "经总机 025-5799 0000", "", "转接来电"],
    ["Transferred by 唐静 (8006)", "Transferred by 8006", "Via main number 025-5799 0000", "", "Transferred call"],
  ]);
});

test("what the other system says is quoted behind our own sentence, whatever it says", () => {
  const end = (text) => () => endText(call({ state: "ended", party, transfer: null, duration_ms: 0,
    ended: { disposition: "failed", code: "busy", status: 486, warn_text: text } }));
  assert.deepEqual(said(end(""), end("{who} <b>8000</b> $& {")), [
    ["张珊 正忙，请稍后再拨。", "张珊 正忙，请稍后再拨。对方系统说明：“{who} <b>8000</b> $& {”。"],
    ["张珊 is busy. Please try again later.",
      "张珊 is busy. Please try again later. The other system says: “{who} <b>8000</b> $& {”."],
  ]);
});
