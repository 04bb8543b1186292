import { describe, expect, it } from "@jest/globals";
import { choose, inOrder, listed, patternFor } from "../../../scripts/deploy/choice.ts";

const stack = (name: string, ...dependencies: string[]) => ({ name, dependencies });
const STACKS = [
  stack("dev-operations", "dev-service"),
  stack("dev-service", "dev-network", "dev-data"),
  stack("dev-network"),
  stack("dev-data"),
  stack("prod-data"),
];
const names = (stacks: readonly { readonly name: string }[]) => stacks.map(({ name }) => name);

describe("the choice of stacks", () => {
  it.each([
    [["dev-*"], ["dev-network", "dev-data", "dev-service", "dev-operations"]],
    [["*"], ["dev-network", "dev-data", "dev-service", "dev-operations", "prod-data"]],
    [["*-data"], ["dev-data", "prod-data"]],
    [
      ["dev-operations", "dev-network"],
      ["dev-network", "dev-operations"],
    ],
    [["dev-data", "dev-*ta"], ["dev-data"]],
    [["dev-d?ta"], ["dev-data"]],
  ])("%j is %j, in the order of the dependencies", (patterns, expected) => {
    expect(names(choose(STACKS, patterns))).toEqual(expected);
  });

  it.each(["test-*", "dev", "dev.data", "data", ""])("%j matches nothing, and the stacks are named", (pattern) => {
    expect(() => choose(STACKS, ["dev-*", pattern])).toThrow(
      `no stack is called ${pattern}; there are dev-operations, dev-service, dev-network, dev-data, prod-data`,
    );
  });
});

it("an order keeps what has no dependencies where it was", () => {
  expect(names(inOrder([stack("c", "b"), stack("a"), stack("b")]))).toEqual(["b", "c", "a"]);
});

it.each([
  [["dev-network", "dev-data"], "'dev-*'"],
  [["dev-data", "prod-data"], "'dev-*' 'prod-*'"],
])("%j is asked for by %s", (stacks, pattern) => expect(patternFor(stacks)).toBe(pattern));

it.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b and c"],
])("%j reads %j", (given, text) => expect(listed(given)).toBe(text));
