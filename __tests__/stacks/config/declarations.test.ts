import { describe, expect, it } from "@jest/globals";
import { environmentLimit, managedFunctionsOf } from "../../../stacks/config/managedFunctions.ts";
import { define } from "../../support/stacks/boundaries.ts";

describe("the limit of execution environments", () => {
  it.each([
    [32, 2_048, 32],
    [32, 4_096, 16],
    [33, 4_096, 16],
    [15_000, 2_048, 15_000],
  ])("under %i vCPUs for environments of %i MiB is %i", (maxVCpus, memoryMib, limit) => {
    const all = managedFunctionsOf(
      define({ "functions.api.capacityProvider.maxVCpus": maxVCpus, "functions.api.memoryMib": memoryMib }),
    );
    const [api] = all;
    expect(api && environmentLimit(api, all)).toBe(limit);
  });
});
