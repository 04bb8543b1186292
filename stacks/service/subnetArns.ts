// ARNs of the subnets that instances start in. One that exists may belong to another account, which shares it (AWS RAM): its ARN has
// the owner's account, and a right on the own account's would be of no subnet.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet/index.js";
import type { EnvironmentStack } from "../shared/environmentStack.ts";

export function subnetArnsOf(stack: EnvironmentStack, subnetIds: readonly string[]): string[] {
  const isOwn = stack.config.network.vpc === "new";
  return subnetIds.map((id) => {
    const account = isOwn ? stack.accountId : new DataAwsSubnet(stack, id, { id }).ownerId;
    return stack.arn("ec2", `subnet/${id}`, { account });
  });
}
