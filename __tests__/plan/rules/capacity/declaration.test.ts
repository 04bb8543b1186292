import { describe, expect, it } from "@jest/globals";
import { capacityRules } from "../../../../plan/rules/capacity/capacityRules.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import {
  brief,
  create,
  DECLARATION_ADDRESS,
  declaration,
  destroy,
  FUNCTION_ADDRESS,
  findingsOf,
  type Json,
  keep,
  managed,
  NOON,
  SCALING_ADDRESS,
  scaling,
  update,
  window,
} from "./samples.ts";

const HOUR = 3_600_000;
const there = keep(FUNCTION_ADDRESS, managed());
const findings = (changes: readonly ChangeSpec[], at = NOON) => findingsOf(capacityRules, [there, ...changes], { at });
const found = (changes: readonly ChangeSpec[], at = NOON) => brief(findings(changes, at));
const declared = (before: Json, after: Json) => [update(DECLARATION_ADDRESS, declaration(before), declaration(after))];

describe("what is declared", () => {
  it.each([
    ["a higher baseline", {}, { baseline: { min: 2, max: 4 } }, "medium", "baseline from 0/0 to 2/4"],
    ["a lower limit", {}, { limit: 8 }, "medium", "limit from 32 to 8 environments"],
    ["a higher limit", {}, { limit: 40 }, "low", "limit from 32 to 40 environments"],
    ["a new window", {}, { windows: [window()] }, "medium", "window midday of 4/8 added"],
    [
      "a window at other times",
      { windows: [window()] },
      { windows: [window({ from: "10:00" })] },
      "medium",
      "window midday at other times",
    ],
    [
      "a higher maximum of a window",
      { windows: [window()] },
      { windows: [window({ max: 9 })] },
      "low",
      "window midday from 4/8 to 4/9",
    ],
  ])("is compared: %s", (_, before, after, severity, text) => {
    const [finding, ...others] = findings(declared(before, after));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: "declaration-changed", severity, attribute: "item" });
    expect(finding?.what).toContain(text);
  });

  it("is the same when only the text of the item differs", () => {
    const values = declaration({ windows: [window()] });
    const spaced = { ...values, item: JSON.stringify(JSON.parse(String(values.item)), null, 2) };
    expect(found([update(DECLARATION_ADDRESS, values, spaced)])).toEqual([]);
  });

  it("takes capacity away when its window is open", () => {
    const removed = declared({ windows: [window()] }, {});
    const [finding] = findings(removed).filter(({ severity }) => severity === "high");
    expect(finding).toMatchObject({
      rule: "declaration-open-window",
      what: "Window midday of video is open now: its capacity falls from 4/8 to 0/0 with this apply.",
    });
  });

  it("takes nothing away at another time, or when another window gives as much", () => {
    const removed = declared({ windows: [window()] }, {});
    expect(found(removed, NOON + 2 * HOUR)).toEqual([`medium declaration-changed ${DECLARATION_ADDRESS}`]);
    const renamed = declared({ windows: [window()] }, { windows: [window({ name: "noon" })] });
    expect(found(renamed)).toEqual([`medium declaration-changed ${DECLARATION_ADDRESS}`]);
  });

  it("takes capacity away through a lower maximum alone", () => {
    expect(found(declared({ windows: [window()] }, { windows: [window({ max: 5 })] }))).toContain(
      `high declaration-open-window ${DECLARATION_ADDRESS}`,
    );
  });

  it("takes capacity away through a limit as well", () => {
    expect(found(declared({ windows: [window()] }, { windows: [window()], limit: 3 }))).toContain(
      `high declaration-open-window ${DECLARATION_ADDRESS}`,
    );
  });
});

describe("a declaration that is deleted", () => {
  const deleted = (values: Json = {}) => destroy(DECLARATION_ADDRESS, declaration(values));

  it("leaves the function with what it has", () => {
    expect(found([deleted()])).toEqual([`medium declaration-deleted ${DECLARATION_ADDRESS}`]);
  });

  it("is worse while a window is open", () => {
    expect(found([deleted({ windows: [window()] })])).toEqual([`high declaration-deleted ${DECLARATION_ADDRESS}`]);
    expect(found([deleted({ windows: [window()] })], NOON + 2 * HOUR)).toEqual([
      `medium declaration-deleted ${DECLARATION_ADDRESS}`,
    ]);
  });

  it("is handed over to a scaling config", () => {
    expect(found([deleted(), create(SCALING_ADDRESS, scaling(3, 10))])).toEqual([
      `low declaration-deleted ${DECLARATION_ADDRESS}`,
    ]);
  });

  it("goes with its function, or only moves to another address", () => {
    const gone = [destroy(FUNCTION_ADDRESS, managed()), deleted()];
    expect(brief(findingsOf(capacityRules, gone))).toEqual([`medium function-destroyed ${FUNCTION_ADDRESS}`]);
    expect(found([deleted(), create("aws_dynamodb_table_item.elsewhere", declaration())])).toEqual([]);
  });
});

describe("an item in the place of a declaration", () => {
  it("must be one that can be read", () => {
    const [finding] = findings([create(DECLARATION_ADDRESS, declaration({ limit: 0 }))]);
    expect(finding).toMatchObject({
      rule: "declaration-unreadable",
      severity: "high",
      what: expect.stringContaining("limit"),
    });
  });

  it("is not any other item of a table", () => {
    expect(
      found([create("aws_dynamodb_table_item.other", { table_name: "capacity", item: '{"pk":{"S":"lease"}}' })]),
    ).toEqual([]);
  });

  it("is said to be unknown, or sensitive, when it is", () => {
    const { item: _, ...rest } = declaration();
    const unknown = update(DECLARATION_ADDRESS, declaration(), rest, { afterUnknown: { item: true } });
    expect(found([unknown])).toEqual([`low declaration-unknown ${DECLARATION_ADDRESS}`]);
  });
});
