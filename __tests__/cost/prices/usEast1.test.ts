// The shipped prices against the tables that they were written down from.
import { describe, expect, it } from "@jest/globals";
import { createBasis } from "../../../cost/constants.ts";
import { alwaysOnUsdPerMonth } from "../../../cost/instances.ts";
import { priceTableSchema } from "../../../cost/prices/priceTable.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";

const basis = createBasis();

/** Three instances always on with the fee: on demand, with 32 % and with 65 % off EC2. */
const FLOORS: readonly (readonly [type: string, onDemand: string, oneYear: string, threeYears: string])[] = [
  ["m6g.large", "193.92", "139.96", "84.31"],
  ["m7g.large", "205.51", "148.32", "89.35"],
  ["m8g.large", "226.06", "163.16", "98.29"],
  ["m7i.large", "253.86", "183.22", "110.38"],
  ["r7g.large", "269.73", "194.68", "117.27"],
  ["m7a.large", "291.94", "210.71", "126.93"],
  ["c7g.xlarge", "365.18", "263.57", "158.77"],
  ["c8g.xlarge", "401.75", "289.96", "174.67"],
  ["m7g.xlarge", "411.02", "296.65", "178.70"],
  ["c7i.xlarge", "449.55", "324.46", "195.46"],
  ["m9g.xlarge", "492.82", "355.69", "214.27"],
  ["c9g.8xlarge", "3503.33", "2528.49", "1523.19"],
];

describe("the shipped price table", () => {
  it.each(FLOORS)("gives the known cost of three %s to the cent", (type, ...expected) => {
    const usdPerHour = US_EAST_1.instances[type]?.usdPerHour ?? Number.NaN;
    const found = [0, 0.32, 0.65].map((discount) => alwaysOnUsdPerMonth(3, usdPerHour, basis, discount).toFixed(2));
    expect(found).toEqual(expected);
  });

  it.each([
    ["c6g.2xlarge", 0.272],
    ["c7g.xlarge", 0.145],
    ["c8g.2xlarge", 0.31904],
    ["c9g.xlarge", 0.17388],
    ["c9g.8xlarge", 1.39104],
    ["m6g.2xlarge", 0.308],
    ["m8g.2xlarge", 0.35904],
    ["m9g.2xlarge", 0.39136],
    ["r7g.2xlarge", 0.4284],
    ["r8g.large", 0.11782],
    ["r8g.2xlarge", 0.47128],
    ["c6i.xlarge", 0.17],
    ["c7i.2xlarge", 0.357],
    ["c8i.2xlarge", 0.37484],
    ["m6i.xlarge", 0.192],
    ["m8i.2xlarge", 0.42336],
    ["r7i.2xlarge", 0.5292],
    ["r8i.2xlarge", 0.55568],
    ["c6a.xlarge", 0.153],
    ["c7a.2xlarge", 0.41056],
    ["c8a.xlarge", 0.21554],
    ["m6a.large", 0.0864],
    ["m7a.xlarge", 0.23184],
    ["m8a.2xlarge", 0.48688],
  ])("has %s at %d an hour", (type, usdPerHour) => {
    expect(US_EAST_1.instances[type]?.usdPerHour).toBe(usdPerHour);
  });

  it("is a price table, and says where it is from", () => {
    expect(priceTableSchema.parse(US_EAST_1)).toEqual(US_EAST_1);
    expect(US_EAST_1.source).toMatch(/https:\/\//);
  });

  it("has the architecture, vCPUs and memory that a type's name stands for", () => {
    const gibPerVCpu: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };
    for (const [type, { architecture, vCpus, memoryGib }] of Object.entries(US_EAST_1.instances)) {
      const [, family = "", letter, size = ""] = /^([cmr])\d([agi])\.(.+)$/.exec(type) ?? [];
      expect({ type, architecture }).toEqual({ type, architecture: letter === "g" ? "arm64" : "x86_64" });
      expect({ type, vCpus }).toEqual({
        type,
        vCpus: size === "large" ? 2 : 4 * Number(size.replace("xlarge", "") || 1),
      });
      expect({ type, memoryGib }).toEqual({ type, memoryGib: vCpus * (gibPerVCpu[family] ?? Number.NaN) });
    }
  });
});
