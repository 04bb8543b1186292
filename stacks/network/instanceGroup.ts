// The instances' security group: nothing comes in, and out goes only what is allowed here.
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import type { Construct } from "constructs";
import { LET_GO_FIRST } from "./letGoFirst.ts";

type Target = { prefixListId: string } | { cidrIpv4: string } | { referencedSecurityGroupId: string };

export class InstanceGroup {
  readonly id: string;
  readonly #stack: Construct;

  constructor(stack: Construct, name: string, vpcId: string) {
    this.#stack = stack;
    this.id = new SecurityGroup(stack, "instances", {
      name,
      vpcId,
      description: "Managed instances: no ingress",
      tags: { Name: name },
    }).id;
  }

  allowHttps(to: string, target: Target): VpcSecurityGroupEgressRule {
    return new VpcSecurityGroupEgressRule(this.#stack, `to-${to}`, {
      securityGroupId: this.id,
      description: `HTTPS to ${to}`,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      ...target,
      lifecycle: LET_GO_FIRST,
    });
  }
}
