import { describe, expect, it } from "@jest/globals";
import { compilePattern, UnsupportedPatternError } from "../../../local/events/patterns.ts";

const event = {
  source: "aws.states",
  resources: ["arn:a", "arn:b"],
  detail: { status: "FAILED", count: 3, error: null, done: false, tags: [{ key: "a" }, { key: "b" }] },
};

describe("an event pattern", () => {
  it.each([
    [{ source: ["aws.states"], detail: { status: ["FAILED", "TIMED_OUT"] } }, true],
    [{ source: ["aws.ec2"] }, false],
    [{ detail: { status: ["SUCCEEDED"] } }, false],
    [{ resources: ["arn:b"] }, true],
    [{ resources: ["arn:c"] }, false],
    [{ detail: { count: [3], error: [null], done: [false] } }, true],
    [{ detail: { count: ["3"] } }, false],
    [{ detail: { missing: [null] } }, false],
    [{ detail: { tags: { key: ["b"] } } }, true],
    [{ detail: { tags: { key: ["c"] } } }, false],
    [{ source: [{ prefix: "aws." }] }, true],
    [{ source: [{ prefix: "com." }] }, false],
    [{ resources: [{ prefix: "arn:b" }] }, true],
    [{ detail: { status: [{ "anything-but": "SUCCEEDED" }] } }, true],
    [{ detail: { status: [{ "anything-but": ["FAILED", "ABORTED"] }] } }, false],
    [{ detail: { status: [{ "anything-but": { prefix: "FAIL" } }] } }, false],
    [{ detail: { missing: [{ "anything-but": "x" }] } }, false],
    [{ detail: { status: [{ exists: true }] } }, true],
    [{ detail: { missing: [{ exists: true }] } }, false],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ other: { missing: [{ exists: false }] } }, true],
    [{ source: ["aws.ec2", { prefix: "aws.s" }] }, true],
    [{}, true],
  ])("%j: %s", (pattern, matches) => {
    expect(compilePattern(pattern)(event)).toBe(matches);
  });

  it.each([
    [
      { detail: { count: [{ numeric: [">", 1] }] } },
      'pattern.detail.count: {"numeric":[">",1]} is not supported; supported are',
    ],
    [{ source: [{ suffix: "x" }] }, 'pattern.source: {"suffix":"x"} is not supported'],
    [{ source: [{ prefix: { "equals-ignore-case": "x" } }] }, "pattern.source:"],
    [{ source: [{ "anything-but": { suffix: "x" } }] }, 'pattern.source: anything-but {"suffix":"x"} is not supported'],
    [{ $or: [] }, "pattern.$or: not supported"],
    [{ source: [] }, "pattern.source: must name at least one value"],
    [{ source: "aws.states" }, 'pattern.source: must be an object, got "aws.states"'],
  ])("refuses %j when it is read", (pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(UnsupportedPatternError);
    expect(() => compilePattern(pattern)).toThrow(message);
  });
});
