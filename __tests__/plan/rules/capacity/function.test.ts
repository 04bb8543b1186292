import { describe, expect, it } from "@jest/globals";
import { capacityRules } from "../../../../plan/rules/capacity/capacityRules.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import {
  brief,
  CREATE_FIRST,
  cap,
  create,
  DELETE_FIRST,
  declaration,
  destroy,
  FUNCTION_ADDRESS,
  findingsOf,
  type Json,
  keep,
  managed,
  ordinary,
  PROVIDER_ADDRESS,
  provider,
  providerArn,
  SCALING_ADDRESS,
  scaling,
  update,
} from "./samples.ts";

const there = keep(PROVIDER_ADDRESS, provider());
const findings = (...changes: ChangeSpec[]) => findingsOf(capacityRules, [there, ...changes]);
const found = (...changes: ChangeSpec[]) => brief(findings(...changes));
const changed = (before: Json, after: Json, more: Partial<ChangeSpec> = {}) =>
  update(FUNCTION_ADDRESS, before, after, more);

describe("a function's capacity provider", () => {
  it.each([
    ["added", ordinary(), managed()],
    ["removed", managed(), ordinary()],
  ])("cannot be %s in place", (how, before, after) => {
    const [finding, ...others] = findings(changed(before, after));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: "function-mode-changed",
      severity: "critical",
      attribute: "capacity_provider_config[0]",
      what: expect.stringMatching(new RegExp(`${how} .* this apply will fail`)),
    });
  });

  it("may be that of a new function", () => {
    expect(
      found(
        destroy("aws_lambda_function.old", ordinary({ function_name: "old" })),
        create(FUNCTION_ADDRESS, managed()),
      ),
    ).toEqual([]);
  });

  it("may be another one", () => {
    const other = keep("aws_lambda_capacity_provider.other", provider({ name: "other" }));
    const [finding] = findings(other, changed(managed(), managed({}, { capacity_provider_arn: providerArn("other") })));
    expect(finding).toMatchObject({
      rule: "function-moved",
      severity: "medium",
      what: expect.stringContaining("from capacity provider video-1 to other"),
    });
  });

  it("is not said to be another one through a local, when its own is made anew", () => {
    const { arn: _known, ...successor } = provider({ name: "video-2" });
    const replaced = update(PROVIDER_ADDRESS, provider(), successor, {
      actions: CREATE_FIRST,
      afterUnknown: { arn: true },
    });
    const following = changed(managed(), managed({}, { capacity_provider_arn: undefined }), {
      afterUnknown: {
        capacity_provider_config: [
          { lambda_managed_instances_capacity_provider_config: [{ capacity_provider_arn: true }] },
        ],
      },
    });

    expect(found(replaced, following)).toEqual([`medium capacity-provider-replaced ${PROVIDER_ADDRESS}`]);
    expect(found(keep(PROVIDER_ADDRESS, provider()), following)).toEqual([`medium function-moved ${FUNCTION_ADDRESS}`]);
  });

  it("is not another one when only the concurrency changes", () => {
    expect(found(changed(managed(), managed({}, { per_execution_environment_max_concurrency: 16 })))).toEqual([
      `low function-environments-replaced ${FUNCTION_ADDRESS}`,
    ]);
  });
});

describe("execution environments", () => {
  it.each([
    ["memory_size", managed({ memory_size: 8192 }), "memory in MiB from 4096 to 8192"],
    ["runtime", managed({ runtime: "nodejs26.x" }), "runtime from nodejs24.x to nodejs26.x"],
    [
      "capacity_provider_config[0].lambda_managed_instances_capacity_provider_config[0].execution_environment_memory_gib_per_vcpu",
      managed({}, { execution_environment_memory_gib_per_vcpu: 4 }),
      "GiB of memory per vCPU from 2 to 4",
    ],
  ])("are replaced when %s changes", (attribute, after, text) => {
    expect(findings(changed(managed(), after))).toMatchObject([
      { rule: "function-environments-replaced", severity: "low", attribute, what: expect.stringContaining(text) },
    ]);
  });

  it("are not worth a finding when only code and description change", () => {
    expect(found(changed(managed(), managed({ source_code_hash: "new", description: "new" })))).toEqual([]);
  });

  it("need the cap for both sets", () => {
    const larger = changed(managed(), managed({ memory_size: 8192 }));
    const all = (vCpus: number) =>
      findingsOf(capacityRules, [
        keep(PROVIDER_ADDRESS, provider(cap(vCpus))),
        larger,
        keep(SCALING_ADDRESS, scaling(3, 4)),
      ]);
    expect(brief(all(17))).toEqual([`medium function-environments-replaced ${FUNCTION_ADDRESS}`]);
    expect(all(17)[0]?.why).toContain("3 environments of each need 18 vCPUs together, of a cap of 17");
    expect(brief(all(18))).toEqual([`low function-environments-replaced ${FUNCTION_ADDRESS}`]);
  });

  it("do not run while the function is deactivated", () => {
    const [finding] = findings(
      changed(managed(), managed({ memory_size: 8192 })),
      keep("aws_dynamodb_table_item.video", declaration()),
    );
    expect(finding?.why).toContain("Nothing runs while the function is deactivated");
  });
});

describe("publishing", () => {
  it.each([
    ["stops", "high", changed(managed(), managed({ publish: false }))],
    ["goes over to numbered versions", "high", changed(managed(), managed({ publish_to: null }))],
    ["is left out of a new function", "high", create(FUNCTION_ADDRESS, managed({ publish: false }))],
    ["of a new function is by numbers", "medium", create(FUNCTION_ADDRESS, managed({ publish_to: null }))],
  ])("is a finding when it %s", (_, severity, change) => {
    expect(found(change)).toEqual([`${severity} function-not-published ${FUNCTION_ADDRESS}`]);
  });

  it.each([
    ["ordinary Lambda needs none", changed(ordinary(), ordinary({ publish: false }))],
    ["it was numbered before", changed(managed({ publish_to: null }), managed({ publish_to: null, tags: { a: "b" } }))],
    [
      "only the apply knows it",
      changed(managed(), managed({ publish: undefined }), { afterUnknown: { publish: true } }),
    ],
  ])("is none when %s", (_, change) => {
    expect(found(change)).toEqual([]);
  });
});

describe("a function that goes", () => {
  it("is named when it ran on managed instances", () => {
    expect(found(destroy(FUNCTION_ADDRESS, managed()))).toEqual([`medium function-destroyed ${FUNCTION_ADDRESS}`]);
    expect(found(destroy(FUNCTION_ADDRESS, ordinary()))).toEqual([]);
  });

  const renamed = changed(managed(), managed({ function_name: "films" }), {
    actions: DELETE_FIRST,
    replacePaths: [["function_name"]],
  });

  it("starts with three environments under its new name", () => {
    expect(findings(renamed)).toMatchObject([
      {
        rule: "function-replaced",
        severity: "medium",
        attribute: "function_name",
        why: expect.stringContaining("3 environments, 6 vCPUs, and keeps them"),
      },
    ]);
  });

  it("has them only until what is declared for it is put", () => {
    const [finding] = findings(
      renamed,
      create("aws_dynamodb_table_item.films", declaration({ functionName: "films" })),
    );
    expect(finding?.why).toContain("until the reconciler puts what is declared");
  });

  it("cannot be created first under the name that it has", () => {
    expect(found(changed(managed(), managed(), { actions: CREATE_FIRST }))).toEqual([
      `critical function-replaced ${FUNCTION_ADDRESS}`,
    ]);
  });
});

describe("what AWS refuses and Terraform lets pass", () => {
  it.each([
    ["function-memory-too-small", "high", managed({ memory_size: 2047 }), managed({ memory_size: 2048 })],
    ["function-architecture-mismatch", "high", managed({ architectures: ["x86_64"] }), managed()],
    [
      "function-vpc-config",
      "high",
      managed({ vpc_config: [{ subnet_ids: ["subnet-a"], security_group_ids: [] }] }),
      managed(),
    ],
    ["function-timeout", "high", managed({ timeout: 5_401 }), managed({ timeout: 5_400 })],
    ["function-timeout", "high", ordinary({ timeout: 901 }), ordinary({ timeout: 900 })],
  ])("is found: %s (%s)", (rule, severity, wrong, right) => {
    expect(found(create(FUNCTION_ADDRESS, wrong))).toEqual([`${severity} ${rule} ${FUNCTION_ADDRESS}`]);
    expect(found(create(FUNCTION_ADDRESS, right))).toEqual([]);
    expect(found(changed(wrong, { ...wrong, description: "as wrong as before" }))).toEqual([]);
  });
});

describe("the architecture of a function", () => {
  const x86 = { architectures: ["x86_64"] };
  const other = provider({
    name: "other",
    instance_requirements: [{ architectures: ["x86_64"], allowed_instance_types: null, excluded_instance_types: null }],
  });
  const rules = (...changes: Parameters<typeof update>[]) =>
    findingsOf(
      capacityRules,
      changes.map((change) => update(...change)),
    )
      .filter(({ rule }) => rule.startsWith("function-architecture"))
      .map(({ severity, rule, applyFails }) => `${severity} ${rule} ${applyFails}`);

  it("cannot change in place, whichever provider it moves to", () => {
    const moved = managed(x86, { capacity_provider_arn: providerArn("other") });
    expect(rules([FUNCTION_ADDRESS, managed(), managed(x86)])).toEqual(["high function-architecture-changed true"]);
    expect(
      rules(
        [FUNCTION_ADDRESS, managed(), moved],
        ["aws_lambda_capacity_provider.other", other, other, { actions: ["no-op"] }],
      ),
    ).toEqual(["high function-architecture-changed true"]);
  });

  it("may be another one for a function that is made anew, or on ordinary Lambda", () => {
    expect(rules([FUNCTION_ADDRESS, managed(), managed(x86), { actions: ["delete", "create"] }])).toEqual([]);
    expect(rules([FUNCTION_ADDRESS, ordinary(), ordinary(x86)])).toEqual([]);
  });
});
