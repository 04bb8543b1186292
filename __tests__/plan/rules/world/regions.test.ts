// A system in two Regions, or accounts: its names are the same in both, and each has its own.
import { describe, expect, it } from "@jest/globals";
import { capacityRules } from "../../../../plan/rules/capacity/capacityRules.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import {
  brief,
  cap,
  DELETE_FIRST,
  findingsOf,
  type Json,
  keep,
  managed,
  provider,
  scaling,
} from "../capacity/samples.ts";

const EU = "eu-west-1";
const US = "us-east-1";

/** Provider, function and scaling config, whose ids are names: only `region` and ARNs tell them apart. */
function system(
  region: string,
  max: number,
): Readonly<Record<"provider" | "function" | "scaling", readonly [string, Json]>> {
  const arn = (name: string) => `arn:aws:lambda:${region}:111122223333:${name}`;
  const at = (type: string) => `module.${region}.${type}.video`;
  const fn = managed(
    { arn: arn("function:video"), region },
    { capacity_provider_arn: arn("capacity-provider:video-1") },
  );
  return {
    provider: [
      at("aws_lambda_capacity_provider"),
      { ...provider(cap(32)), arn: arn("capacity-provider:video-1"), region },
    ],
    function: [at("aws_lambda_function"), fn],
    scaling: [at("aws_lambda_function_scaling_config"), scaling(1, max, { region })],
  };
}

const [eu, us] = [system(EU, 20), system(US, 4)];
const there = ({ provider, function: fn, scaling }: typeof eu): ChangeSpec[] =>
  [provider, fn, scaling].map((one) => keep(...one));
const made = (one: readonly [string, Json]): ChangeSpec => ({ address: one[0], after: one[1] });
const gone = (one: readonly [string, Json]): ChangeSpec => ({ address: one[0], before: one[1] });

describe("a system in two accounts, of which the plans say nothing yet", () => {
  it("is told apart by its stacks", () => {
    const stack = { changes: [...there(eu).slice(0, 2), made([eu.scaling[0], scaling(3, 20)])] };
    const findings = findingsOf(capacityRules, { dev: stack, prod: stack });

    expect(brief(findings)).toEqual([
      `medium vcpu-cap-below-max ${eu.scaling[0]}`,
      `medium vcpu-cap-below-max ${eu.scaling[0]}`,
    ]);
    expect(findings.map(({ what }) => /video in \w+/.exec(what)?.[0])).toEqual(["video in dev", "video in prod"]);
  });
});

describe("a system in two Regions", () => {
  it("asks each capacity provider for what its own functions need, and has one writer of each scaling config", () => {
    const changes = [...there(us), ...[eu.provider, eu.function, eu.scaling].map(made)];
    const findings = findingsOf(capacityRules, changes);

    expect(brief(findings)).toEqual([`medium vcpu-cap-below-max ${eu.scaling[0]}`]);
    expect(findings[0]?.what).toContain(`40 vCPUs may be asked for: video in ${EU} up to 20 environments`);
  });

  it("may leave one of them", () => {
    const changes = [...there(us), ...[eu.provider, eu.function, eu.scaling].map(gone)];

    expect(brief(findingsOf(capacityRules, changes))).toEqual([
      `medium capacity-provider-destroyed ${eu.provider[0]}`,
      `medium function-destroyed ${eu.function[0]}`,
    ]);
  });

  it("loses with a function only what belongs to that one", () => {
    const replaced = { ...keep(...eu.function), actions: DELETE_FIRST };
    const lost = findingsOf(capacityRules, {
      eu: { changes: [replaced, ...[eu.provider, eu.scaling].map((one) => keep(...one))] },
      us: { changes: there(us) },
    }).find(({ rule }) => rule === "function-belongings-lost");

    expect(lost?.what).toContain(`deletes with it: ${eu.scaling[0]}.`);
  });
});
