// The same of plans that terraform makes of random worlds, with a stand-in for the AWS provider; the model of terraform plan is held
// to them.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Case, planCase } from "../support/plan/worlds/cases.ts";
import { modelPlan } from "../support/plan/worlds/model.ts";
import { noise, noisy, QUIET } from "../support/plan/worlds/noise.ts";
import { type Said, said } from "../support/plan/worlds/reviewed.ts";
import type { Json } from "../support/plan/worlds/templates.ts";
import { type Planned, plannedByTerraform, RENAMED } from "../support/plan/worlds/terraform.ts";
import { SEED } from "../support/seed.ts";
import { type OfflineTerraform, skippedBecause, startOfflineTerraform } from "../support/terraform/offlineTerraform.ts";

/** Plans: four of each world. LMI_TERRAFORM_CASES. */
const CASES = Number(process.env.LMI_TERRAFORM_CASES ?? 40);
/** Worlds that one run of terraform plans. */
const TOGETHER = 20;

if (skippedBecause) console.warn(`plans of random worlds by terraform: skipped, ${skippedBecause}`);
const describeHere = skippedBecause ? describe.skip : describe;

let terraform: OfflineTerraform;
beforeAll(async () => {
  if (!skippedBecause) terraform = await startOfflineTerraform();
});
afterAll(() => terraform?.close());

const asBefore = (text: string): string => text.replaceAll(/module\.c\d+\./g, "").replaceAll(RENAMED, "");

interface ChangeJson {
  readonly address: string;
}
interface ResourceJson extends ChangeJson {
  readonly values: Json;
}
interface StateJson {
  readonly root_module: {
    readonly child_modules?: readonly { readonly address: string; readonly resources?: readonly ResourceJson[] }[];
  };
}

const resourcesOf = ({ root_module }: StateJson): readonly ResourceJson[] =>
  (root_module.child_modules ?? []).flatMap(({ resources = [] }) => resources);

/** A partial plan as a whole one: what it does not name stays as it is. */
function completed(plan: Json): Json {
  const changes = plan.resource_changes as readonly ChangeJson[];
  const named = new Set(changes.map(({ address }) => address));
  const planned = plan.planned_values as StateJson;
  const left = resourcesOf((plan.prior_state as { values: StateJson }).values).filter(
    ({ address }) => !named.has(address),
  );
  const [module] = left.map(({ address }) => /^module\.\w+/.exec(address)?.[0]);
  const unchanged = left.map(({ values, ...one }) => ({
    ...one,
    change: {
      actions: ["no-op"],
      before: values,
      after: values,
      after_unknown: {},
      before_sensitive: {},
      after_sensitive: {},
    },
  }));
  return {
    ...plan,
    complete: true,
    resource_changes: [...changes, ...unchanged],
    planned_values: {
      root_module: {
        child_modules: [
          {
            address: module,
            resources: [...resourcesOf(planned).filter(({ address }) => named.has(address)), ...left],
          },
        ],
      },
    },
  };
}

/** Severity, rule and address: values that AWS makes up differ. */
const inShort = ({ findings }: Said): readonly string[] =>
  findings.map((finding) => finding.split(" ").slice(0, 3).join(" "));

function check(one: Case, { whole, partial, moved, unmoved }: Planned, seed: number): void {
  const found = said(whole, asBefore);
  expect(inShort(said(modelPlan(one)))).toEqual(inShort(found));
  expect(inShort(said(modelPlan(one, { isPartial: true })))).toEqual(inShort(said(partial, asBefore)));
  expect(said(partial)).toEqual(said(completed(partial)));
  expect(said(moved, asBefore)).toEqual(found);
  expect(said(unmoved, asBefore).cost.at(-1)).toBe(found.cost.at(-1));
  const [some = QUIET] = fc.sample(noise, { numRuns: 1, seed });
  expect(said(noisy(whole, some))).toEqual(said(noisy(whole, { ...QUIET, bystanders: some.bystanders })));
}

describeHere("terraform's plans of random worlds", () => {
  const worlds = fc.sample(planCase, { numRuns: Math.ceil(CASES / 4), seed: SEED });
  const batches = Array.from({ length: Math.ceil(worlds.length / TOGETHER) }, (_, index) =>
    worlds.slice(index * TOGETHER, (index + 1) * TOGETHER),
  );

  it.each(batches.map((batch, index) => [index * TOGETHER, batch] as const))(
    "say what is so of the whole or of a part, from world %i on",
    (_, batch) => {
      const planned = plannedByTerraform(batch, terraform.env);
      for (const [index, one] of batch.entries()) check(one, planned[index] as Planned, SEED + index);
    },
    300_000,
  );
});
