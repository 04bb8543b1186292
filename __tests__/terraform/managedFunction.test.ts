import { describe, expect, it } from "@jest/globals";
import { inventoryOfPlan } from "../../cost/inventory/planned.ts";
import { isManagedIn } from "../../plan/rules/capacity/managed.ts";
import { UNKNOWN } from "../../plan/value.ts";
import { FUNCTION, managedConfigIn } from "../../terraform/managedFunction.ts";

const config = (inner: unknown) => [{ lambda_managed_instances_capacity_provider_config: inner }];
const block = { capacity_provider_arn: "arn:aws:lambda:eu-west-1:1:capacity-provider:a" };

describe("the block that puts a function on managed instances", () => {
  it.each([
    ["a list of one block", config([block]), true],
    ["a block as an object", { lambda_managed_instances_capacity_provider_config: block }, true],
    ["a block of which nothing is known", config([{}]), true],
    ["an empty inner list, as a state has it", config([]), false],
    ["no inner block", config(null), false],
    ["an empty block", [{}], false],
    ["an empty list, as a state has it", [], false],
    ["no block", null, false],
    ["nothing", undefined, false],
  ] as const)("%s: cost and review read the same", (_, capacity_provider_config, managed) => {
    const values = { function_name: "f", memory_size: 4096, capacity_provider_config };
    const { functions, ordinaryFunctions } = inventoryOfPlan([{ address: `${FUNCTION}.f`, type: FUNCTION, values }]);
    expect(managedConfigIn(values) !== undefined).toBe(managed);
    expect([functions.length, ordinaryFunctions.length]).toEqual(managed ? [1, 0] : [0, 1]);
    expect(isManagedIn(values as Parameters<typeof isManagedIn>[0])).toBe(managed);
  });

  it.each([
    ["the outer list", UNKNOWN],
    ["the outer block", [UNKNOWN]],
    ["the inner list", config(UNKNOWN)],
    ["the inner block", config([UNKNOWN])],
  ])("is not known while %s is known only after apply", (_, capacity_provider_config) => {
    expect(isManagedIn({ capacity_provider_config } as Parameters<typeof isManagedIn>[0])).toBeUndefined();
  });
});
