import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { bill } from "../../../cost/bill/bill.ts";
import { createBasis } from "../../../cost/constants.ts";
import type { Inventory } from "../../../cost/inventory/inventory.ts";
import { inventoryOfPlans, type PlanModule, resourcesOf } from "../../../cost/inventory/planned.ts";
import { inventoryOfSynthesized } from "../../../cost/inventory/synthesized.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import type { PlanConfiguration } from "../../../terraform/planConfiguration.ts";

// Stacks of prod as they were synthesised, planned and applied by the real terraform, cut down to what bills.
const fixture = (kind: string) =>
  JSON.parse(readFileSync(new URL(`../../../plan/examples/prod-billed.${kind}.json`, import.meta.url), "utf8"));

interface Plan {
  readonly planned_values: { readonly root_module: PlanModule };
  readonly configuration: PlanConfiguration;
}
interface State {
  readonly values: { readonly root_module: PlanModule };
}

const entriesOf = <T>(kind: string) => Object.entries(fixture(kind) as Record<string, T>);

const synthesized = () =>
  inventoryOfSynthesized(
    entriesOf<Record<string, unknown>>("synthesized").map(([name, template]) => ({ name, template })),
  );

const planned = () =>
  inventoryOfPlans(
    entriesOf<Plan>("plan").map(([name, { planned_values, configuration }]) => ({
      name,
      resources: resourcesOf(planned_values.root_module),
      configuration,
    })),
  );

const before = () =>
  inventoryOfPlans(
    entriesOf<State>("state").map(([name, { values }]) => ({ name, resources: resourcesOf(values.root_module) })),
  );

const billOf = (inventory: Inventory) =>
  bill(inventory, {
    prices: US_EAST_1,
    basis: createBasis(),
    usage: { requestsPerMonth: 5e7, logKbPerRequest: 1 },
    from: Date.parse("2027-01-01T00:00:00Z"),
  });

describe("one inventory, wherever it is read", () => {
  it("is the same from what was synthesised, from its plan, and from the state after it", () => {
    expect(planned()).toEqual(synthesized());
    expect(before()).toEqual(synthesized());
  });

  it("holds what the stacks have, linked across them", () => {
    const { functions, providers, scalingConfigs, declared, workflows, schedules, interfaceEndpoints, notes } =
      planned();
    const [api, processor] = functions;
    expect(functions.map(({ provider }) => provider?.address)).toEqual(providers.map(({ address }) => address));
    expect(scalingConfigs).toMatchObject([{ function: { address: api?.address }, min: 3, max: 30 }]);
    expect(declared).toMatchObject([
      { function: { address: processor?.address }, declaration: { baseline: { min: 0, max: 0 }, limit: 48 } },
    ]);
    expect(workflows).toMatchObject([
      { function: { address: processor?.address }, max: undefined },
      { function: { address: processor?.address }, max: 24 },
    ]);
    expect(schedules.map(({ stack, invokes }) => [stack, invokes?.stack])).toEqual([
      ["prod-operations", "prod-service"],
      ["prod-operations", "prod-service"],
    ]);
    expect(interfaceEndpoints.map(({ subnets }) => subnets)).toEqual([3, 3]);
    expect(notes).toEqual([]);
  });

  it("makes the same bill, to the cent that a hand makes", () => {
    expect(billOf(planned())).toEqual(billOf(synthesized()));
    const { total, lines } = billOf(synthesized());
    // 3 x m6g.large with the fee, 2 endpoints in 3 zones, 50 M requests twice, 50 M KB of logs, and two minutely schedules;
    // 18 metrics that scaler and dispatcher emit, and 1,514 bytes of them a minute in their logs.
    const floor =
      3 * 0.077 * 1.15 * 730 +
      6 * 0.01 * 730 +
      50 * (1 + 0.2) +
      (5e7 / 1024 ** 2) * 0.5 +
      2 * (43_800 / 1e6) * (1 + 0.2) +
      18 * 0.3 +
      ((43_800 * 1_514) / 1024 ** 3) * 0.5;
    expect(total.floorUsdPerMonth).toBeCloseTo(floor, 6);
    // 30 environments of the api, 3 on each of 10 c6g.xlarge; the processor's limit of 48 fills 192 vCPUs: 3 c6g.16xlarge.
    const more = (10 * 0.136 - 3 * 0.077 + 3 * 2.176) * 1.15 * 730;
    expect(total.ceilingUsdPerMonth).toBeCloseTo(floor + more, 6);
    expect(lines.find(({ what }) => what === "instances")?.how).toBe(
      "3 x m6g.large x 730 h; at most 10 x c6g.xlarge x 730 h",
    );
  });
});
