// Who talked to whom in the VPC, in a log group of its own.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ServiceRole } from "../shared/serviceRole.ts";

export interface VpcFlowLogOptions {
  readonly name: string;
  readonly vpcId: string;
  readonly accountId: string;
  readonly retentionDays: number;
  /** The way out, which must be whole before the one that was there goes. */
  readonly egress: { readonly type: "endpoints" | "nat"; readonly way: readonly ITerraformDependable[] };
}

export class VpcFlowLog extends Construct {
  constructor(scope: Construct, id: string, { name, vpcId, accountId, retentionDays, egress }: VpcFlowLogOptions) {
    super(scope, id);
    const group = new CloudwatchLogGroup(this, "group", { name: `/aws/vpc/${name}`, retentionInDays: retentionDays });
    const role = new ServiceRole(this, "role", {
      name,
      service: "vpc-flow-logs.amazonaws.com",
      accountId,
      statements: [
        {
          actions: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
          resources: [`${group.arn}:*`],
        },
      ],
    });
    new FlowLog(this, "log", {
      vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 600,
      // An egress of another kind is a change of this tag. It comes after all of the new way, and, because what is there at
      // the same time all had to be there for this log, before anything of the old one goes.
      dependsOn: [role.policy, ...egress.way],
      tags: { Name: name, ...(egress.type === "nat" && { Egress: egress.type }) },
    });
  }
}
