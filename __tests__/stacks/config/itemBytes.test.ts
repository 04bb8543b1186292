import { describe, expect, it } from "@jest/globals";
import { itemBytes } from "../../../stacks/config/itemBytes.ts";

describe("the bytes of an item", () => {
  it.each<[object, number]>([
    [{}, 0],
    [{ pk: "abc" }, 5],
    [{ é: "é" }, 4],
    [{ n: 0 }, 3],
    [{ n: 15_000 }, 5],
    [{ b: true }, 2],
    [{ l: [] }, 4],
    [{ l: ["a", "b"] }, 8],
    [{ m: { a: "b" } }, 7],
  ])("of %j are %i", (item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});
