import { describe, expect, it } from "@jest/globals";
import { sameValue } from "../../../../plan/rules/world/sameValue.ts";
import { sensitive, UNKNOWN, type Value } from "../../../../plan/value.ts";

const SECRET = sensitive(false);
const CHANGED = sensitive(true);

describe("two values", () => {
  it.each<[Value | undefined, Value | undefined]>([
    [undefined, null],
    [null, []],
    [SECRET, SECRET],
    [{ a: [1, { b: null }] }, { a: [1, {}] }],
    ["", ""],
  ])("are the same: %j and %j", (a, b) => {
    expect([sameValue(a, b), sameValue(b, a)]).toEqual([true, true]);
  });

  it.each<[Value | undefined, Value | undefined]>([
    [null, ""],
    [null, {}],
    [0, false],
    ["1", 1],
    [[1], [1, 2]],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, { a: 1, b: 2 }],
    [UNKNOWN, UNKNOWN],
    [UNKNOWN, null],
    [CHANGED, CHANGED],
    [SECRET, "plain"],
    [{ a: SECRET }, { a: CHANGED }],
  ])("are not the same: %j and %j", (a, b) => {
    expect([sameValue(a, b), sameValue(b, a)]).toEqual([false, false]);
  });
});
