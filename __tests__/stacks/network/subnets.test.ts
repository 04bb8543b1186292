import { describe, expect, it } from "@jest/globals";
import { subnetCidr } from "../../../stacks/network/subnets.ts";

const KINDS = ["private", "public"] as const;
const INDEXES = [0, 1, 2, 3, 4, 5, 6, 7];

describe("the address plan", () => {
  it.each([
    ["private", 0, "10.20.0.0/20"],
    ["private", 1, "10.20.16.0/20"],
    ["private", 7, "10.20.112.0/20"],
    ["public", 0, "10.20.128.0/20"],
    ["public", 7, "10.20.240.0/20"],
  ] as const)("puts %s subnet %i at %s", (kind, index, cidr) => {
    expect(subnetCidr("10.20.0.0/16", kind, index)).toBe(cidr);
  });

  it("gives each of sixteen subnets its own block inside the network", () => {
    const blocks = KINDS.flatMap((kind) => INDEXES.map((index) => subnetCidr("192.168.0.0/16", kind, index)));

    const starts = blocks.map((block) => Number(/^192\.168\.(\d+)\.0\/20$/.exec(block)?.[1]));
    expect(starts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, index) => index * 16));
  });
});
