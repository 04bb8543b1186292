import { describe, expect, it } from "@jest/globals";
import { MAX_EXECUTION_ENVIRONMENTS } from "../../../app/capacity/scalingConfig.ts";
import { LIMITS, type Limit, vCpusOf } from "../../../stacks/config/limits.ts";

const rows: [string, Limit][] = Object.entries(LIMITS);

describe("a limit", () => {
  it.each(rows)("%s says where AWS documents it", (_name, { documentation }) => {
    const { protocol, hostname, pathname } = new URL(documentation);

    expect({ protocol, hostname }).toEqual({ protocol: "https:", hostname: "docs.aws.amazon.com" });
    expect(pathname).toMatch(/^\/[\w-]+\/latest\/[\w/-]+\.html$/);
  });

  it.each(rows)("%s has a unit", (_name, { unit }) => {
    expect(unit).toMatch(/^[A-Za-z]/);
  });

  it("is the same in the configuration as in the functions", () => {
    expect(LIMITS.maxExecutionEnvironments.value).toBe(MAX_EXECUTION_ENVIRONMENTS);
  });

  it("exists for each ratio that it depends on", () => {
    expect(Object.keys(LIMITS.maxVCpusPerEnvironment.value).map(Number)).toEqual([...LIMITS.memoryGibPerVCpu.value]);
  });

  it("names no Region twice", () => {
    const { value: regions } = LIMITS.regions;
    expect(new Set(regions).size).toBe(regions.length);
  });
});

describe("the vCPUs of an execution environment", () => {
  it.each([
    [2_048, 2, 1],
    [8_192, 2, 4],
    [8_192, 4, 2],
    [8_192, 8, 1],
    [32_768, 2, 16],
  ])("with %i MiB at %i GiB per vCPU are %i", (memoryMib, memoryGibPerVCpu, vCpus) => {
    expect(vCpusOf({ memoryMib, memoryGibPerVCpu })).toBe(vCpus);
  });
});
