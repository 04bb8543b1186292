// What holds in every stack of every environment, whatever its configuration says.
import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../stacks/config/environment.ts";
import { ENVIRONMENTS } from "../../stacks/config/environments.ts";
import { ownFunctionsOf } from "../../stacks/config/functions.ts";
import { managedFunctionsOf } from "../../stacks/config/managedFunctions.ts";
import { type Changes, EXISTING_VPC, environmentInput, JWT, OVERFLOW } from "../support/stacks/environments.ts";
import { ownEntry } from "../support/stacks/ownFunctions.ts";
import {
  ACCOUNT_ID,
  actionsOf,
  ref,
  removeTemporaryFolders,
  resourcesOf,
  type Statement,
  synthesise,
  type Template,
} from "../support/stacks/template.ts";

const variant = (name: string, changes: Changes) => defineEnvironment(environmentInput({ name, ...changes }));

const NIGHTLY = {
  name: "nightly",
  days: ["mon-fri"],
  from: "22:00",
  to: "06:00",
  timeZone: "Europe/Dublin",
  min: 2,
  max: 4,
};

const VARIANTS = [
  variant("natone", { "network.egress": { type: "nat", gateways: "one" }, "httpApi.authorizer": JWT }),
  variant("natzones", { "network.egress": { type: "nat", gateways: "perAvailabilityZone" } }),
  variant("existing", { network: EXISTING_VPC, "httpApi.authorizer": { type: "none" } }),
  variant("more", {
    "network.egress": { type: "endpoints", alsoServices: ["monitoring", "logs"] },
    "data.retentionDays": undefined,
    allowedAccountIds: ["123456789012"],
    "functions.processor.baseline": { min: 1, max: 2 },
    "functions.processor.windows": [NIGHTLY],
  }),
  variant("over", {
    "functions.processor.overflow": OVERFLOW,
    "functions.processor.windows": [NIGHTLY],
    "functions.api.windows": [NIGHTLY],
  }),
  variant("own", {
    "functions.words": ownEntry({
      "scaling.windows": [NIGHTLY],
      schedule: { expression: "rate(5 minutes)" },
      queue: { retentionDays: 14, maxReceiveCount: 1_000, visibilityTimeoutSeconds: 600 },
    }),
    "functions.letters": ownEntry({
      capacityProvider: { sharedWith: "api" },
      scaling: { owner: "terraform", min: 1, max: 2 },
    }),
  }),
];

const ALL = [...ENVIRONMENTS, ...VARIANTS];
const synthesised = synthesise(ALL);
afterAll(removeTemporaryFolders);

const layers = (environment: { name: string }): Template[] =>
  ["network", "data", "service", "operations"].map((layer) => synthesised.stack(`${environment.name}-${layer}`));

/** Calls that know no resources, so that they must be allowed on all. */
const WITHOUT_RESOURCES = [
  /^ec2:Describe[A-Z][A-Za-z]+$/,
  /^logs:(Create|Get|Update|Delete)LogDelivery$/,
  /^logs:(ListLogDeliveries|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$/,
];

const SOURCE_ACCOUNT = { StringEquals: { "aws:SourceAccount": ACCOUNT_ID } };

describe.each(ALL)("in $name", (environment) => {
  const stacks = layers(environment);
  const statements: (Statement & { stack: string })[] = stacks.flatMap((stack) =>
    stack.statements.map((statement) => ({ ...statement, stack: stack.name })),
  );
  const resources = <T>(type: string) => stacks.flatMap((stack) => stack.resources<T>(type));

  it("no role may do everything of a kind", () => {
    const broad = statements.filter((statement) => actionsOf(statement).some((action) => action.includes("*")));
    expect(broad).toEqual([]);
  });

  it("a role acts on all resources only where a call knows none", () => {
    const onAll = statements.filter((statement) => resourcesOf(statement).some((resource) => resource === "*"));

    const needless = onAll
      .flatMap(actionsOf)
      .filter((action) => !WITHOUT_RESOURCES.some((pattern) => pattern.test(action)));
    expect(needless).toEqual([]);
    expect(onAll.map(({ stack, Sid }) => [stack, Sid])).toEqual([
      [`${environment.name}-service`, "LookAround"],
      [`${environment.name}-service`, "OwnLog"],
    ]);
  });

  it("every statement allows named actions on named resources", () => {
    const odd = statements.filter(
      (statement) =>
        statement.Effect !== "Allow" ||
        "NotAction" in statement ||
        "NotResource" in statement ||
        actionsOf(statement).length === 0 ||
        resourcesOf(statement).length === 0,
    );
    expect(odd).toEqual([]);
  });

  it("every role trusts one service, and only for this account", () => {
    const trust = stacks.flatMap((stack) => stack.trust);

    expect(trust.length).toBeGreaterThanOrEqual(7);
    for (const { role, statements: trusted } of trust) {
      expect({ role, trusted }).toEqual({
        role,
        trusted: [
          {
            Effect: "Allow",
            Principal: { Service: expect.stringMatching(/^[a-z-]+\.amazonaws\.com$/) },
            Action: "sts:AssumeRole",
            Condition: SOURCE_ACCOUNT,
          },
        ],
      });
    }
  });

  it("what uses a role waits for its policy, so that it is refused by nothing but the time that both take to be known", () => {
    const hasty = stacks.flatMap((stack) => {
      const policies = stack.resources<{ role: string }>("aws_iam_role_policy");
      return stack.resources("aws_iam_role").flatMap((role) => {
        const policy = policies.find((candidate) => candidate.role === ref(role, "name"));
        const users = stack.resources().filter((user) => JSON.stringify(user).includes(ref(role, "arn")));
        expect(users.length).toBeGreaterThan(0);
        return users.filter((user) => !(user.depends_on as string[] | undefined)?.includes(String(policy?.address)));
      });
    });
    expect(hasty.map(({ address }) => address)).toEqual([]);
  });

  it("capacity providers get security groups of a stack that was applied before theirs", () => {
    const providers = resources<{ vpc_config: [{ security_group_ids: string[] }] }>("aws_lambda_capacity_provider");

    expect(providers).toHaveLength(new Set(managedFunctionsOf(environment).map(({ host }) => host)).size);
    for (const {
      vpc_config: [{ security_group_ids: groups }],
    } of providers) {
      expect(groups).toEqual([expect.stringMatching(/^\$\{data\.terraform_remote_state\./)]);
    }
  });

  it("no two roles have one name, and each has one policy of its own", () => {
    const roles = stacks.flatMap((stack) => stack.resources<{ name: string }>("aws_iam_role"));
    const policies = resources<{ role: string }>("aws_iam_role_policy");

    expect(new Set(roles.map(({ name }) => name)).size).toBe(roles.length);
    expect(policies.map(({ role }) => role).toSorted()).toEqual(roles.map((role) => ref(role, "name")).toSorted());
  });

  it("every function has its own role", () => {
    const functions = resources<{ role: string }>("aws_lambda_function");

    const own = ownFunctionsOf(environment).length;
    expect(functions).toHaveLength(4 + own + (environment.functions.processor.overflow ? 1 : 0));
    expect(new Set(functions.map(({ role }) => role)).size).toBe(functions.length);
  });

  it("nothing uses a managed policy, which could widen by itself", () => {
    expect(resources("aws_iam_role_policy_attachment")).toEqual([]);
    expect(
      resources<{ managed_policy_arns?: unknown }>("aws_iam_role").filter((role) => role.managed_policy_arns),
    ).toEqual([]);
  });

  it("every log group forgets after the configured time", () => {
    const days = environment.network.vpc === "new" ? environment.network.flowLogRetentionDays : 0;
    const groups = resources<{ name: string; retention_in_days?: number }>("aws_cloudwatch_log_group");

    const wrong = groups.filter(
      ({ name, retention_in_days: kept }) =>
        kept !== (name.startsWith("/aws/vpc/") ? days : environment.logs.retentionDays),
    );
    expect(wrong).toEqual([]);
    expect(groups.length).toBeGreaterThanOrEqual(8);
  });

  it("no ingress is open to the world", () => {
    type Rule = { cidr_ipv4?: string; cidr_ipv6?: string; referenced_security_group_id?: string; from_port: number };
    const rules = resources<Rule>("aws_vpc_security_group_ingress_rule");

    expect(rules.filter(({ cidr_ipv4: v4, cidr_ipv6: v6 }) => v4 !== undefined || v6 !== undefined)).toEqual([]);
    expect(rules.map(({ from_port: port }) => port)).toEqual(rules.map(() => 443));
  });

  it("no security group has rules of its own, which would fight the rules beside it", () => {
    type Group = { ingress?: unknown; egress?: unknown };
    const groups = resources<Group>("aws_security_group");

    expect(groups.filter(({ ingress, egress }) => ingress !== undefined || egress !== undefined)).toEqual([]);
    expect(resources("aws_security_group_rule")).toEqual([]);
  });

  it("every function may be called by an AWS service only for one source", () => {
    const permissions = resources<Record<string, unknown>>("aws_lambda_permission");

    expect(permissions).toHaveLength(4);
    for (const permission of permissions) {
      expect(permission).toHaveProperty("source_arn", expect.stringContaining("${"));
      expect(permission).not.toHaveProperty("qualifier"); // the provider refuses $LATEST.PUBLISHED
      expect(permission).not.toHaveProperty("function_url_auth_type");
    }
  });

  it("every stack pins a provider that knows the scaling config", () => {
    for (const { terraform } of stacks) {
      const { source, version } = terraform.required_providers.aws ?? { source: "", version: "" };
      const [major, minor] = version.split(".").map(Number);

      expect(source).toBe("hashicorp/aws");
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect((major ?? 0) * 1_000 + (minor ?? 0)).toBeGreaterThanOrEqual(6_054);
      expect(terraform.required_version).toBe(">= 1.11.0");
    }
  });

  it("every stack works in the configured Region, with the configured tags", () => {
    for (const { providers } of stacks) {
      expect(providers).toEqual({
        aws: [
          {
            region: environment.region,
            default_tags: [{ tags: environment.tags }],
            ...(environment.allowedAccountIds && { allowed_account_ids: environment.allowedAccountIds }),
          },
        ],
      });
    }
  });

  it("no path of this machine is in the JSON", () => {
    const paths = [synthesised.folder, fileURLToPath(new URL("../..", import.meta.url)), `${homedir()}/`];
    for (const { name, text } of stacks) {
      expect([name, paths.filter((path) => text.includes(path))]).toEqual([name, []]);
      expect(text).not.toMatch(/"\/(tmp|home|root|Users|var|private)\//);
    }
  });
});

describe("a stack", () => {
  it("keeps state in S3 with encryption and a lock file where the configuration names a bucket", () => {
    const backends = ["network", "data", "service", "operations"].map(
      (layer) => synthesised.stack(`prod-${layer}`).terraform.backend,
    );

    expect(backends).toEqual(
      ["network", "data", "service", "operations"].map((layer) => ({
        s3: {
          bucket: "example-terraform-state",
          region: "us-east-1",
          key: `video/prod-${layer}.tfstate`,
          encrypt: true,
          use_lockfile: true,
        },
      })),
    );
  });

  it("else keeps it beside cdktf.json, by a path that is the same on every machine", () => {
    const backends = ["network", "data", "service", "operations"].map(
      (layer) => synthesised.stack(`dev-${layer}`).terraform.backend,
    );

    expect(backends).toEqual(
      ["network", "data", "service", "operations"].map((layer) => ({
        local: { path: `../../../terraform.dev-${layer}.tfstate` },
      })),
    );
  });

  it("never shows what it hands to another stack", () => {
    const shown = synthesised.stacks.flatMap(({ name, outputs }) =>
      Object.entries(outputs)
        .filter(([, { sensitive }]) => !sensitive)
        .map(([output]) => `${name}: ${output}`),
    );
    const meant = ALL.flatMap((environment) => [
      `${environment.name}-service: endpoint`,
      ...ownFunctionsOf(environment).flatMap(([id, { queue }]) =>
        [`${id}_function`, ...(queue ? [`${id}_queue`] : [])].map((output) => `${environment.name}-service: ${output}`),
      ),
    ]);
    expect(shown).toEqual(meant.toSorted());
  });

  it("keeps nothing of one environment in another's", () => {
    for (const { name, text } of synthesised.stacks) {
      const [own] = name.split("-");
      const others = ALL.filter((other) => other.name !== own && text.includes(`${other.name}-video-`));
      expect([name, others.map((other) => other.name)]).toEqual([name, []]);
    }
  });
});
