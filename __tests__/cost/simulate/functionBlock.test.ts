import { describe, expect, it } from "@jest/globals";
import { linesOf } from "../../../app/shared/issues.ts";
import { functionBlockSchema, managedFunctionOf } from "../../../cost/simulate/functionBlock.ts";
import { ENVIRONMENTS } from "../../../stacks/config/environments.ts";
import { managedFunctionsOf } from "../../../stacks/config/managedFunctions.ts";

const BLOCK = {
  architecture: "arm64",
  memoryMib: 4_096,
  memoryGibPerVCpu: 2,
  maxConcurrency: 128,
  scalingConfig: { min: 3, max: 30 },
  capacityProvider: { maxVCpus: 128, scaling: { mode: "Auto" } },
};

const WINDOW = { name: "night", days: ["daily"], from: "22:00", to: "06:00", timeZone: "UTC", min: 2, max: 10 };

const linesFor = (changed: object): string[] => {
  const input = { ...BLOCK, ...changed };
  const parsed = functionBlockSchema.safeParse(input);
  return parsed.success ? [] : linesOf(parsed.error, input);
};

describe("the block of a function", () => {
  it("needs no more than what is simulated, with defaults", () => {
    const { name, windows, scalingConfig } = functionBlockSchema.parse({ ...BLOCK, windows: [WINDOW] });
    expect({ name, scalingConfig }).toEqual({ name: undefined, scalingConfig: { min: 3, max: 30 } });
    expect(windows[0]).toMatchObject({ warmUpMinutes: 0, except: [] });
    expect(functionBlockSchema.parse(BLOCK).windows).toEqual([]);
  });

  it.each(
    ENVIRONMENTS.flatMap((environment) =>
      managedFunctionsOf(environment)
        .filter(({ id }) => id === "api" || id === "processor")
        .map((one) => [`${environment.name} ${one.id}`, one] as const),
    ),
  )("may be pasted from a configuration: %s", (_, configured) => {
    const { name, ...managed } = functionBlockSchema.parse(JSON.parse(JSON.stringify(configured.config)));
    const { maxVCpus, scaling } = configured.capacityProvider;
    expect(managed).toMatchObject({
      ...managedFunctionOf(configured),
      capacityProvider: { maxVCpus, scaling },
      scalingConfig: configured.baseline,
    });
  });

  it.each([
    ["an unknown key", { memory: 1 }, "memory: unknown key"],
    [
      "an unknown key inside",
      { capacityProvider: { ...BLOCK.capacityProvider, maxVCpu: 1 } },
      "capacityProvider.maxVCpu: unknown key",
    ],
    ["a ratio that does not exist", { memoryGibPerVCpu: 3 }, "memoryGibPerVCpu: must be 2, 4, 8, got 3"],
    [
      "too little memory",
      { memoryMib: 1_024 },
      "memoryMib: must be 2048 to 32768, and a multiple of 2048 (2 GiB per vCPU), got 1024",
    ],
    [
      "too much memory",
      { memoryMib: 34_816 },
      "memoryMib: must be 2048 to 32768, and a multiple of 2048 (2 GiB per vCPU), got 34816",
    ],
    [
      "a broken ratio",
      { memoryMib: 5_000 },
      "memoryMib: must be 2048 to 32768, and a multiple of 2048 (2 GiB per vCPU), got 5000",
    ],
    ["too much concurrency", { maxConcurrency: 129 }, "maxConcurrency: must be at most 128 (64 per vCPU), got 129"],
    [
      "min 0 alone",
      { scalingConfig: { min: 0, max: 3 } },
      "scalingConfig: min 0 is allowed only with max 0 (deactivated), got 0/3",
    ],
    ["min above max", { scalingConfig: { min: 4, max: 3 } }, "scalingConfig: min must not be above max, got 4/3"],
    [
      "no scaling config",
      { scalingConfig: undefined },
      "scalingConfig: must be there, or baseline instead, and not both, got nothing",
    ],
    [
      "two scaling configs",
      { baseline: { min: 0, max: 0 } },
      'scalingConfig: must be there, or baseline instead, and not both, got {"min":3,"max":30}',
    ],
    [
      "a window without a zone",
      { windows: [{ ...WINDOW, timeZone: "Nowhere" }] },
      'windows[0].timeZone: must be an IANA time zone such as Europe/Dublin, got "Nowhere"',
    ],
    [
      "another architecture underneath",
      { capacityProvider: { ...BLOCK.capacityProvider, architecture: "x86_64" } },
      'capacityProvider.architecture: must be the function\'s (arm64), got "x86_64"',
    ],
    [
      "types both ways",
      { capacityProvider: { ...BLOCK.capacityProvider, allowedInstanceTypes: ["m*"], excludedInstanceTypes: ["c*"] } },
      'capacityProvider.excludedInstanceTypes: not together with allowedInstanceTypes, got ["c*"]',
    ],
  ])("is refused with %s", (_, changed, line) => {
    expect(linesFor(changed)).toEqual([line]);
  });

  it.each([
    { memoryMib: 2_048, maxConcurrency: 64 },
    { memoryMib: 32_768 },
    { memoryMib: 32_768, memoryGibPerVCpu: 8 },
  ])("is allowed at the limits: %j", (changed) => {
    expect(linesFor(changed)).toEqual([]);
  });
});
