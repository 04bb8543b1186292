import { describe, expect, it } from "@jest/globals";
import { compileTransformer, InputTransformerError } from "../../../local/events/inputTransformer.ts";

const event = {
  "detail-type": "Status",
  detail: { executionArn: 'arn:"quoted"', count: 2, nested: { a: [1] }, none: null },
};

describe("an input transformer", () => {
  it("puts the event's values, with their types, where the placeholders stand", () => {
    const paths = {
      owner: "$.detail.executionArn",
      n: "$.detail.count",
      o: "$.detail.nested",
      z: "$.detail.none",
      t: "$.detail-type",
    };
    const template = '{"action": "release", "owner":<owner>, "n": <n>, "o": <o>, "z": <z>, "list": [<t>]}';
    expect(JSON.parse(compileTransformer(paths, template)(event))).toEqual({
      action: "release",
      owner: 'arn:"quoted"',
      n: 2,
      o: { a: [1] },
      z: null,
      list: ["Status"],
    });
  });

  it.each([
    [{ a: "$.a" }, '{"x": "is <a>"}', 'a placeholder inside quotes is not supported, got "is <a>"'],
    [{ a: "$.a" }, '"<a> is in a state"', "a placeholder inside quotes is not supported"],
    [{ a: "$.a" }, "<a>", "input_template must be a JSON object"],
    [{ a: "$.a" }, '{"x": <b>}', "<b> is not among input_paths; predefined variables are not supported"],
    [{ a: "$.a[0]" }, '{"x": <a>}', "input_paths.a must be dotted names after $, got $.a[0]"],
  ])("refuses %j with %s when it is read", (paths, template, message) => {
    expect(() => compileTransformer(paths, template)).toThrow(InputTransformerError);
    expect(() => compileTransformer(paths, template)).toThrow(message);
  });

  it("says that an event lacks what it needs", () => {
    const transform = compileTransformer({ a: "$.detail.missing" }, '{"x": <a>}');
    expect(() => transform(event)).toThrow("$.detail.missing is not in the event");
  });
});
