// Whether the services may take the roles that they are given: AWS refuses a function, a state machine or a schedule whose role
// it cannot take, so the local run does at its start.

import type { Schedule } from "../events/schedules.ts";
import type { CapacityProviderSpec, FunctionSpec } from "../lambda/service.ts";
import { LocalError } from "../localError.ts";
import type { Machine } from "../stepFunctions/machines.ts";
import { evaluate } from "./evaluate.ts";
import type { Roles } from "./roles.ts";

/** A role does not trust the service that is to act in it. */
export class TrustError extends LocalError {
  override name = "TrustError";
}

/** A service that acts in a role, for a resource. */
export interface RoleUse {
  readonly roleArn: string;
  readonly service: string;
  readonly sourceArn: string;
}

/** Every use of a role by what runs here. */
export function usesOf(running: {
  readonly functions: readonly FunctionSpec[];
  readonly capacityProviders: readonly CapacityProviderSpec[];
  readonly machines: readonly Machine[];
  readonly schedules: readonly Schedule[];
}): RoleUse[] {
  const { functions, capacityProviders, machines, schedules } = running;
  const use = (service: string, roleArn: string, sourceArn: string) => ({
    roleArn,
    service: `${service}.amazonaws.com`,
    sourceArn,
  });
  return [
    ...functions.map(({ role, arn }) => use("lambda", role, arn)),
    ...capacityProviders.map(({ operatorRoleArn, arn }) => use("lambda", operatorRoleArn, arn)),
    ...machines.map(({ roleArn, arn }) => use("states", roleArn, arn)),
    ...schedules.map(({ roleArn, arn }) => use("scheduler", roleArn, groupOf(arn))),
  ];
}

/** Scheduler names the group of a schedule when it takes a role. https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html */
const groupOf = (scheduleArn: string) => scheduleArn.replace(":schedule/", ":schedule-group/").replace(/\/[^/]+$/, "");

/** Asks each role's trust policy. @throws TrustError, UnsupportedPolicyError */
export function checkTrust(uses: readonly RoleUse[], roles: Roles): void {
  for (const { roleArn, service, sourceArn } of uses) {
    const { name, trust } = roles(roleArn);
    const accountId = roleArn.split(":")[4] ?? "";
    const context = { "aws:sourceaccount": [accountId], "aws:sourcearn": [sourceArn] };
    const decision = evaluate(trust, { action: "sts:AssumeRole", resource: roleArn, context }, service);
    if (decision.allowed) continue;
    const missing = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
    const why =
      decision.denial === "explicit" ? `is denied by ${decision.by.name}` : `lacks: ${JSON.stringify(missing)}`;
    throw new TrustError(
      `${sourceArn}: ${service} must be able to take role ${name}, whose trust policy ${why} for aws:SourceAccount ${accountId}`,
    );
  }
}
