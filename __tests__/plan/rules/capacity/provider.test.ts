import { describe, expect, it } from "@jest/globals";
import { capacityRules } from "../../../../plan/rules/capacity/capacityRules.ts";
import type { ChangeSpec, PlanSpec } from "../../../support/plan/json.ts";
import {
  brief,
  CREATE_FIRST,
  cap,
  create,
  DELETE_FIRST,
  destroy,
  FUNCTION_ADDRESS,
  findingsOf,
  keep,
  managed,
  PROVIDER_ADDRESS,
  provider,
  providerArn,
  references,
  SCALING_ADDRESS,
  scaling,
  update,
} from "./samples.ts";

const found = (specs: Parameters<typeof findingsOf>[1]) => brief(findingsOf(capacityRules, specs));
const attached = keep(FUNCTION_ADDRESS, managed());

const replaced = (actions: readonly string[], after = provider({ name: "video-2" })): ChangeSpec =>
  update(PROVIDER_ADDRESS, provider(), after, { actions, replacePaths: [["vpc_config"]] });

/** The function follows its provider by reference, so that its new ARN is not known yet. */
const following = (change: ChangeSpec): PlanSpec => {
  const { arn: _known, ...after } = change.after ?? {};
  return {
    changes: [
      { ...change, after, afterUnknown: { arn: true } },
      update(FUNCTION_ADDRESS, managed(), managed({}, { capacity_provider_arn: undefined }), {
        afterUnknown: {
          capacity_provider_config: [
            { lambda_managed_instances_capacity_provider_config: [{ capacity_provider_arn: true }] },
          ],
        },
      }),
    ],
    configuration: references({
      [FUNCTION_ADDRESS]: {
        capacity_provider_config: [
          {
            lambda_managed_instances_capacity_provider_config: [
              { capacity_provider_arn: { references: [`${PROVIDER_ADDRESS}.arn`, PROVIDER_ADDRESS] } },
            ],
          },
        ],
      },
    }),
  };
};

describe("a capacity provider that is replaced", () => {
  it("cannot be deleted first while a function is attached", () => {
    const findings = findingsOf(capacityRules, following(replaced(DELETE_FIRST)));
    expect(brief(findings)).toEqual([`critical capacity-provider-replaced ${PROVIDER_ADDRESS}`]);
    expect(findings[0]).toMatchObject({
      stack: "test",
      attribute: "vpc_config",
      what: expect.stringContaining("because of vpc_config, while functions are attached to it (video)"),
      why: expect.stringContaining("5 minutes"),
    });
  });

  it("can, when the function goes before it", () => {
    const function_ = update(FUNCTION_ADDRESS, managed(), managed(), { actions: DELETE_FIRST });
    expect(found([replaced(DELETE_FIRST), function_])).toEqual([
      `medium capacity-provider-replaced ${PROVIDER_ADDRESS}`,
      `medium function-replaced ${FUNCTION_ADDRESS}`,
    ]);
  });

  it("waits for no function of another stack that is made anew there", () => {
    const network = { changes: [replaced(DELETE_FIRST)] };
    const anew = update(FUNCTION_ADDRESS, managed(), managed(), { actions: DELETE_FIRST });
    expect(found({ network, service: { changes: [anew] } })).toContain(
      `critical capacity-provider-replaced ${PROVIDER_ADDRESS}`,
    );
    expect(found({ network, service: { changes: [destroy(FUNCTION_ADDRESS, managed())] } })).toContain(
      `medium capacity-provider-replaced ${PROVIDER_ADDRESS}`,
    );
  });

  it("is worth a note when its successor comes first under another name", () => {
    expect(found(following(replaced(CREATE_FIRST)))).toEqual([`medium capacity-provider-replaced ${PROVIDER_ADDRESS}`]);
  });

  it("cannot be created first under the name that it has", () => {
    const [finding] = findingsOf(capacityRules, following(replaced(CREATE_FIRST, provider())));
    expect(finding).toMatchObject({ severity: "critical", what: expect.stringContaining("the same name, video-1") });
  });

  it("cannot go at the end while a function of another stack names its old ARN", () => {
    const findings = findingsOf(capacityRules, {
      network: { changes: [replaced(CREATE_FIRST)] },
      service: { changes: [attached] },
    });
    expect(brief(findings)).toEqual([`critical capacity-provider-replaced ${PROVIDER_ADDRESS}`]);
    expect(findings[0]?.what).toContain("video (service)");
  });

  it("says nothing of a provider that is changed in place", () => {
    expect(found([update(PROVIDER_ADDRESS, provider(), provider({ tags: { team: "video" } })), attached])).toEqual([]);
  });
});

describe("a capacity provider that is destroyed", () => {
  it("cannot be while a function stays on it", () => {
    expect(found([destroy(PROVIDER_ADDRESS, provider()), attached])).toEqual([
      `critical capacity-provider-destroyed ${PROVIDER_ADDRESS}`,
    ]);
  });

  it("may fail while its function moves in the same apply", () => {
    const other = keep("aws_lambda_capacity_provider.other", provider({ name: "other" }));
    const moved = managed({}, { capacity_provider_arn: providerArn("other") });
    expect(found([destroy(PROVIDER_ADDRESS, provider()), other, update(FUNCTION_ADDRESS, managed(), moved)])).toEqual([
      `high capacity-provider-destroyed ${PROVIDER_ADDRESS}`,
      `medium function-moved ${FUNCTION_ADDRESS}`,
    ]);
  });

  it("goes after its function", () => {
    expect(found([destroy(PROVIDER_ADDRESS, provider()), destroy(FUNCTION_ADDRESS, managed())])).toEqual([
      `medium capacity-provider-destroyed ${PROVIDER_ADDRESS}`,
      `medium function-destroyed ${FUNCTION_ADDRESS}`,
    ]);
  });
});

const subnet = (zone: string): ChangeSpec =>
  keep(`aws_subnet.${zone}`, { id: `subnet-${zone}`, availability_zone: `eu-west-1${zone}`, vpc_id: "vpc-1" });
const inSubnets = (...subnets: string[]) =>
  provider({ name: "video-2", vpc_config: [{ subnet_ids: subnets, security_group_ids: ["sg-instances"] }] });

describe("the Availability Zones of a capacity provider", () => {
  const zones = (after: ReturnType<typeof provider>) =>
    findingsOf(capacityRules, [replaced(CREATE_FIRST, after), ...["a", "b", "c"].map(subnet)]).filter(({ rule }) =>
      rule.startsWith("capacity-provider-fewer"),
    );

  it("are missed when they get fewer, by name", () => {
    const [finding] = zones(inSubnets("subnet-a", "subnet-b"));
    expect(finding).toMatchObject({
      severity: "medium",
      what: "The capacity provider goes from 3 Availability Zones to 2: eu-west-1c no longer.",
    });
  });

  it("are missed most when one is left", () => {
    expect(zones(inSubnets("subnet-a"))[0]?.severity).toBe("high");
  });

  it("may change their order", () => {
    expect(zones(inSubnets("subnet-c", "subnet-b", "subnet-a"))).toEqual([]);
  });

  it("are counted as subnets when these are in no plan", () => {
    const [finding] = findingsOf(capacityRules, [replaced(CREATE_FIRST, inSubnets("subnet-a", "subnet-b"))]).filter(
      ({ rule }) => rule === "capacity-provider-fewer-zones",
    );
    expect(finding?.what).toBe("The capacity provider goes from 3 subnets to 2.");
  });

  it("are said to be unknown when only the apply knows the subnets", () => {
    const after = provider({ name: "video-2", vpc_config: [{ security_group_ids: ["sg-instances"] }] });
    const change = { ...replaced(CREATE_FIRST, after), afterUnknown: { vpc_config: [{ subnet_ids: true }] } };
    expect(found([change])).toContain(`low capacity-provider-zones-unknown ${PROVIDER_ADDRESS}`);
  });
});

describe("the vCPU cap", () => {
  const capped = (from: unknown, to: unknown, more: Partial<ChangeSpec> = {}) =>
    update(PROVIDER_ADDRESS, provider(cap(from)), provider(cap(to)), more);
  const tenAtMost = keep(SCALING_ADDRESS, scaling(3, 10));

  it("must not fall below what the declared maximum needs", () => {
    const findings = findingsOf(capacityRules, [capped(64, 19), attached, tenAtMost]);
    expect(brief(findings)).toEqual([`high vcpu-cap-below-max ${PROVIDER_ADDRESS}`]);
    expect(findings[0]?.what).toBe(
      "The vCPU cap goes from 64 to 19, but 20 vCPUs may be asked for: video up to 10 environments of 2 vCPUs.",
    );
  });

  it("may fall as far as that", () => {
    expect(found([capped(64, 20), attached, tenAtMost])).toEqual([]);
  });

  it("is said at the maximum that goes above it", () => {
    const raised = update(SCALING_ADDRESS, scaling(3, 10), scaling(3, 33));
    expect(found([keep(PROVIDER_ADDRESS, provider()), attached, raised])).toEqual([
      `medium vcpu-cap-below-max ${SCALING_ADDRESS}`,
    ]);
  });

  it("does not blame a plan for what was so before", () => {
    const both = keep(SCALING_ADDRESS, scaling(3, 33));
    expect(found([keep(PROVIDER_ADDRESS, provider()), attached, both])).toEqual([]);
  });

  it("is shared by the functions on it", () => {
    const second = keep("aws_lambda_function.second", managed({ function_name: "second" }));
    const its = create("aws_lambda_function_scaling_config.second", scaling(3, 30, { function_name: "second" }));
    const findings = findingsOf(capacityRules, [keep(PROVIDER_ADDRESS, provider()), attached, tenAtMost, second, its]);
    expect(brief(findings)).toEqual(["low vcpu-cap-below-max aws_lambda_function_scaling_config.second"]);
    expect(findings[0]?.what).toContain("80 vCPUs may be asked for");
  });

  it("must hold the three environments of a first publish", () => {
    expect(found([capped(64, 5), attached])).toEqual([`high vcpu-cap-below-publish ${PROVIDER_ADDRESS}`]);
    expect(found([capped(64, 6), attached])).toEqual([]);
  });

  it.each<[string, ChangeSpec[]]>([
    ["vcpu-cap-below-max", [capped(64, 19), attached, tenAtMost]],
    ["vcpu-cap-below-publish", [capped(64, 5), attached]],
  ])("is not advised to be raised in place once it was met: %s", (rule, changes) => {
    const [finding] = findingsOf(capacityRules, changes).filter((one) => one.rule === rule);
    expect(finding?.remedy).toMatch(
      /^Raise the cap to at least .* stays stuck when that is raised in place: put a new one /,
    );
  });

  it("counts Lambda's default when none is named", () => {
    const { capacity_provider_scaling_config: _, ...defaulted } = provider();
    const large = create(SCALING_ADDRESS, scaling(3, 201));
    expect(found([keep(PROVIDER_ADDRESS, defaulted), attached, large])).toEqual([
      `medium vcpu-cap-below-max ${SCALING_ADDRESS}`,
    ]);
    expect(found([keep(PROVIDER_ADDRESS, defaulted), attached, create(SCALING_ADDRESS, scaling(3, 200))])).toEqual([]);
  });

  it("is said to be unknown when only the apply knows it", () => {
    const unknown = capped(64, undefined, {
      afterUnknown: { capacity_provider_scaling_config: [{ max_vcpu_count: true }] },
    });
    expect(found([unknown, attached, tenAtMost])).toEqual([`low vcpu-cap-unknown ${PROVIDER_ADDRESS}`]);
  });
});

describe("how a capacity provider scales", () => {
  const manual = (target: number) =>
    provider({
      capacity_provider_scaling_config: [
        {
          max_vcpu_count: 64,
          scaling_mode: "Manual",
          scaling_policies: [
            { predefined_metric_type: "LambdaCapacityProviderAverageCPUUtilization", target_value: target },
          ],
        },
      ],
    });

  it("is named when mode or target change", () => {
    const findings = findingsOf(capacityRules, [update(PROVIDER_ADDRESS, provider(), manual(60))]);
    expect(brief(findings)).toEqual([`low capacity-provider-scaling-changed ${PROVIDER_ADDRESS}`]);
    expect(findings[0]?.what).toBe(
      "The capacity provider changes its scaling mode from Auto to Manual, and its CPU target from nothing to 60.",
    );
  });

  it("is not named when only the cap rises", () => {
    expect(found([update(PROVIDER_ADDRESS, provider(), provider(cap(128)))])).toEqual([]);
  });
});

describe("the choice of instance types", () => {
  const types = (allowed: string[] | null, excluded: string[] | null = null) => ({
    instance_requirements: [
      { architectures: ["arm64"], allowed_instance_types: allowed, excluded_instance_types: excluded },
    ],
  });
  const how = (from: ReturnType<typeof types>, to: ReturnType<typeof types>) =>
    findingsOf(capacityRules, [
      update(PROVIDER_ADDRESS, provider(from), provider({ ...to, name: "video-2" }), { actions: CREATE_FIRST }),
    ])
      .filter(({ rule }) => rule === "capacity-provider-instance-types")
      .map(({ severity, what }) => `${severity}: ${what}`);

  it.each([
    [
      types(null),
      types(["m8g.large"]),
      "medium: The choice of instance types is restricted: from any type that Lambda offers to 1 allowed type or pattern.",
    ],
    [
      types(["m8g.*", "c8g.*"]),
      types(["m8g.*"]),
      "medium: The choice of instance types is restricted: from 2 allowed types or patterns to 1 allowed type or pattern.",
    ],
    [
      types(null),
      types(null, ["r8g.*"]),
      "medium: The choice of instance types is restricted: from any type that Lambda offers to all types but 1 excluded.",
    ],
    [
      types(["m8g.*"]),
      types(null),
      "low: The choice of instance types is widened: from 1 allowed type or pattern to any type that Lambda offers.",
    ],
  ])("is compared: case %#", (from, to, expected) => {
    expect(how(from, to)).toEqual([expected]);
  });

  it("is the same in another order", () => {
    expect(how(types(["m8g.*", "c8g.*"]), types(["c8g.*", "m8g.*"]))).toEqual([]);
  });
});
