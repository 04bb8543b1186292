import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { inventoryOfPlans, type PlanModule, resourcesOf } from "../../../cost/inventory/planned.ts";
import { readPlans } from "../../../plan/read/readPlan.ts";
import type { PlanConfiguration } from "../../../terraform/planConfiguration.ts";

interface Json {
  readonly planned_values: { readonly root_module: PlanModule };
  readonly configuration: PlanConfiguration;
}

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../plan/examples/${name}.plan.json`, import.meta.url), "utf8"));

const PLANS: readonly (readonly [name: string, plans: Readonly<Record<string, Json>>])[] = [
  ["of our stacks", fixture("prod-billed")],
  ["with modules", { modules: fixture("modules") }],
];

describe("the inventory of plans", () => {
  it.each(PLANS)(
    "%s is the same when they were read, though values are hidden and constants are gone",
    (_what, plans) => {
      const read = readPlans(
        Object.entries(plans).map(([stack, json]) => ({
          file: `${stack}.plan.json`,
          bytes: Buffer.from(JSON.stringify({ format_version: "1.2", ...json })),
        })),
      );

      expect(
        inventoryOfPlans(
          read.map(({ stack, after, configuration }) => ({
            name: stack,
            resources: after,
            configuration: configuration as PlanConfiguration,
          })),
        ),
      ).toEqual(
        inventoryOfPlans(
          Object.entries(plans).map(([name, { planned_values, configuration }]) => ({
            name,
            resources: resourcesOf(planned_values.root_module),
            configuration,
          })),
        ),
      );
    },
  );
});
