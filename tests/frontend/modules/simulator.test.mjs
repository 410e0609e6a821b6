import assert from "node:assert/strict";
import { test } from "node:test";
import { readable } from "../../../frontend/simulator/format.js";

test("the simulator writes a number as people do, kept or as it was dialled", () => {
  const written = {
    "+8613800008057": "138 0000 8057", "13800008057": "138 0000 8057", "013800008057": "138 0000 8057",
    "+862557995555": "025-5799 5555", "02557990000": "025-5799 0000", "025-5799 0000": "025-5799 0000",
    "+865121234567": "0512-123 4567", "+864008001234": "400-800 1234", "8057": "8057", "110": "110",
    "+12025550123": "+12025550123", "57990000": "57990000",
  };
  for (const [number, people] of Object.entries(written)) assert.equal(readable(number), people);
});
