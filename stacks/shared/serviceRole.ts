// A role for one AWS service and one purpose, with exactly the statements that it is given.
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";
import { policyDocument, type Statement, trustPolicy } from "./policy.ts";

export interface ServiceRoleOptions {
  readonly name: string;
  /** Such as `lambda.amazonaws.com`. */
  readonly service: string;
  /** On behalf of which account alone. @default any */
  readonly accountId?: string;
  readonly statements: readonly Statement[];
}

export class ServiceRole extends Construct {
  readonly arn: string;
  /** What must exist before the role can be used: a function that starts too early is refused. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, { name, service, accountId, statements }: ServiceRoleOptions) {
    super(scope, id);
    const role = new IamRole(this, "role", { name, assumeRolePolicy: trustPolicy(service, accountId) });
    this.policy = new IamRolePolicy(this, "policy", { name, role: role.name, policy: policyDocument(statements) });
    this.arn = role.arn;
  }
}
