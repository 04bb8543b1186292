import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js";
import { LambdaPermission, type LambdaPermissionConfig } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy/index.js";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { TerraformStack } from "cdktf";
import { readPermissions } from "../../../local/iam/synthesized.ts";
import { type RoleUse, usesOf } from "../../../local/iam/trust.ts";
import { createResolver } from "../../../local/terraform/resolve.ts";
import { loadSynthesized } from "../../../local/terraform/synthesized.ts";
import { stackIn, synthesize } from "../../support/stacks/synthesize.ts";

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

const HERE = "eu-west-1:000000000000";
const ROLE = "arn:aws:iam::000000000000:role/worker";
const SCALER = `arn:aws:lambda:${HERE}:function:scaler`;
const USE: RoleUse = { roleArn: ROLE, service: "lambda.amazonaws.com", sourceArn: SCALER };

const document = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const trusting = (rest: object = {}) =>
  document({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole", ...rest });
const INVOKE = document({ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: SCALER });

const worker = (stack: TerraformStack, rest: object = {}) =>
  new IamRole(stack, "worker", { name: "worker", assumeRolePolicy: trusting(), ...rest });

async function permissionsOf(build: (stack: TerraformStack) => void, uses: RoleUse[] = [USE]) {
  const { folder, remove } = await synthesize((app) => build(stackIn(app, "dev")));
  cleanUps.push(remove);
  const synthesized = await loadSynthesized(folder);
  const resolver = createResolver(synthesized);
  return readPermissions(synthesized, resolver, { place: resolver.place("dev"), tables: [], uses, report: () => {} });
}

const mayInvoke = async (build: (stack: TerraformStack) => void) =>
  (await permissionsOf(build)).invoke({ roleArn: ROLE, session: "s" }, SCALER) === undefined;

describe("what a role may do", () => {
  it.each<[string, boolean, (stack: TerraformStack) => void]>([
    ["nothing without a policy", false, (stack) => worker(stack)],
    [
      "its own policy",
      true,
      (stack) => new IamRolePolicy(stack, "policy", { role: worker(stack).name, policy: INVOKE }),
    ],
    [
      "not another role's",
      false,
      (stack) => {
        worker(stack);
        const other = new IamRole(stack, "other", { name: "other", assumeRolePolicy: trusting() });
        new IamRolePolicy(stack, "policy", { role: other.name, policy: INVOKE });
      },
    ],
    [
      "an attached policy",
      true,
      (stack) => {
        const { arn } = new IamPolicy(stack, "policy", { name: "invoke", policy: INVOKE });
        new IamRolePolicyAttachment(stack, "attachment", { role: worker(stack).name, policyArn: arn });
      },
    ],
    [
      "but for what one of several denies",
      false,
      (stack) => {
        const role = worker(stack).name;
        new IamRolePolicy(stack, "policy", { role, policy: INVOKE });
        new IamRolePolicy(stack, "deny", { role, policy: INVOKE.replace("Allow", "Deny") });
      },
    ],
  ])("%s: %s", async (_what, expected, build) => {
    expect(await mayInvoke(build)).toBe(expected);
  });

  it.each<[string, (stack: TerraformStack) => void]>([
    [
      "aws_iam_role_policy_attachment.attachment (stack dev): policy arn:aws:iam::aws:policy/AdministratorAccess is not among the synthesised, so that what it allows is not known",
      (stack) => {
        const policyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
        new IamRolePolicyAttachment(stack, "attachment", { role: worker(stack).name, policyArn });
      },
    ],
    [
      "aws_iam_role.worker (stack dev): inline_policy is not evaluated locally; use aws_iam_role_policy",
      (stack) => worker(stack, { inlinePolicy: [{ name: "inline", policy: INVOKE }] }),
    ],
    [
      "aws_iam_role.worker (stack dev): permissions_boundary is not evaluated locally; use aws_iam_role_policy",
      (stack) => worker(stack, { permissionsBoundary: "arn:aws:iam::000000000000:policy/boundary" }),
    ],
    [`role ${ROLE}: not among the synthesised, so that what it may do is not known`, () => {}],
    [
      "policy odd of role worker, statement Odd: condition operator NumericLessThan is not evaluated locally",
      (stack) => {
        const odd = { Sid: "Odd", Effect: "Allow", Action: "dynamodb:*", Resource: "*" };
        const policy = document({ ...odd, Condition: { NumericLessThan: { "aws:PrincipalArn": "1" } } });
        new IamRolePolicy(stack, "policy", { name: "odd", role: worker(stack).name, policy });
      },
    ],
  ])("is refused in one line at the start: %s", async (message, build) => {
    await expect(permissionsOf(build)).rejects.toThrow(message);
  });

  it("is not looked at for a role that nothing here takes", async () => {
    await permissionsOf((stack) => worker(stack, { permissionsBoundary: "arn:aws:iam::000000000000:policy/b" }), []);
  });
});

describe("who may take a role", () => {
  const account = (id: string) => ({ Condition: { StringEquals: { "aws:SourceAccount": id } } });
  const take = (assumeRolePolicy: string) => permissionsOf((stack) => worker(stack, { assumeRolePolicy }));

  it.each([
    ["the service", trusting()],
    ["for this account", trusting(account("000000000000"))],
    ["for this function", trusting({ Condition: { ArnLike: { "aws:SourceArn": SCALER } } })],
  ])("%s", async (_what, policy) => {
    await expect(take(policy)).resolves.toBeDefined();
  });

  it.each([
    ["another service", trusting({ Principal: { Service: "ec2.amazonaws.com" } })],
    ["another account", trusting(account("111111111111"))],
    ["another action", trusting({ Action: "sts:TagSession" })],
    ["another function", trusting({ Condition: { ArnLike: { "aws:SourceArn": `${SCALER}2` } } })],
  ])("not %s: the start says so in one line", async (_what, policy) => {
    await expect(take(policy)).rejects.toThrow(
      `${SCALER}: lambda.amazonaws.com must be able to take role worker, whose trust policy lacks: {"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"} for aws:SourceAccount 000000000000`,
    );
  });

  it("is asked for every use of a role", () => {
    const schedule = `arn:aws:scheduler:${HERE}:schedule/default/tick`;
    const machine = { name: "m", arn: "machine", roleArn: "r3", definition: "{}", isTraced: false };
    const uses = usesOf({
      functions: [{ arn: "function", role: "r1" } as never],
      capacityProviders: [{ arn: "provider", operatorRoleArn: "r2" } as never],
      machines: [machine],
      schedules: [{ arn: schedule, roleArn: "r4" } as never],
    });
    expect(uses).toEqual([
      { roleArn: "r1", service: "lambda.amazonaws.com", sourceArn: "function" },
      { roleArn: "r2", service: "lambda.amazonaws.com", sourceArn: "provider" },
      { roleArn: "r3", service: "states.amazonaws.com", sourceArn: "machine" },
      {
        roleArn: "r4",
        service: "scheduler.amazonaws.com",
        sourceArn: `arn:aws:scheduler:${HERE}:schedule-group/default`,
      },
    ]);
  });
});

describe("what services may do with resources", () => {
  const EVENTS = { service: "events.amazonaws.com", sourceArn: "arn:aws:events:eu-west-1:000000000000:rule/ended" };
  const permit = (rest: Partial<LambdaPermissionConfig> = {}) =>
    permissionsOf((stack) => {
      new LambdaPermission(stack, "permission", {
        action: "lambda:InvokeFunction",
        functionName: "scaler",
        principal: "events.amazonaws.com",
        ...rest,
      });
    }, []);

  it.each<[Partial<LambdaPermissionConfig>, string, boolean]>([
    [{}, SCALER, true],
    [{ functionName: SCALER }, SCALER, true],
    [{ functionName: "other" }, SCALER, false],
    [{ sourceArn: EVENTS.sourceArn, sourceAccount: "000000000000" }, SCALER, true],
    [{ sourceArn: "arn:aws:events:eu-west-1:000000000000:rule/*" }, SCALER, true],
    [{ sourceArn: `${EVENTS.sourceArn}2` }, SCALER, false],
    [{ sourceAccount: "111111111111" }, SCALER, false],
    [{ qualifier: "$LATEST.PUBLISHED" }, SCALER, false],
    [{ qualifier: "$LATEST.PUBLISHED" }, `${SCALER}:$LATEST.PUBLISHED`, true],
    [{ principal: "apigateway.amazonaws.com" }, SCALER, false],
  ])("a permission %j for %s: %s", async (config, target, expected) => {
    expect((await permit(config)).invoke(EVENTS, target) === undefined).toBe(expected);
  });

  it.each<[Partial<LambdaPermissionConfig>, string]>([
    [{ principal: "111111111111" }, "principal must be a service locally, got 111111111111"],
    [{ principalOrgId: "o-1" }, "principal_org_id is not evaluated locally"],
  ])("a permission %j is refused: %s", async (config, problem) => {
    await expect(permit(config)).rejects.toThrow(`aws_lambda_permission.permission (stack dev): ${problem}`);
  });

  it("a queue's policy", async () => {
    const permissions = await permissionsOf((stack) => {
      const { arn, url } = new SqsQueue(stack, "queue", { name: "dead" });
      const Condition = { ArnEquals: { "aws:SourceArn": EVENTS.sourceArn } };
      const Principal = { Service: EVENTS.service };
      const send = { Effect: "Allow", Principal, Action: "sqs:SendMessage", Resource: arn, Condition };
      new SqsQueuePolicy(stack, "policy", { queueUrl: url, policy: document(send) });
    }, []);
    expect(permissions.deadLetter(EVENTS, `arn:aws:sqs:${HERE}:dead`)).toBeUndefined();
    expect(permissions.deadLetter({ ...EVENTS, sourceArn: "x" }, `arn:aws:sqs:${HERE}:dead`)).toBeDefined();
  });
});
