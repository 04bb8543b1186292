// Small Terraform states of what is deployed.
import type { State } from "../../../scripts/deploy/state.ts";

type Attributes = Readonly<Record<string, unknown>>;

const resource = (type: string, name: string, attributes: Attributes) =>
  ({ mode: "managed", type, name, instances: [{ attributes }] }) as const;

/** A network stack's state: zones by letter, with the blocks of their subnets. */
export const networkState = (blocks: Readonly<Record<string, number>>, cidr = "10.20.0.0/16"): State => ({
  resources: [
    resource("aws_vpc", "vpc", { cidr_block: cidr, arn: "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1" }),
    resource("aws_security_group", "instances", { vpc_id: "vpc-1" }),
    ...Object.entries(blocks).map(([letter, block]) =>
      resource("aws_subnet", `private-eu-west-1${letter}`, {
        id: `subnet-${letter}`,
        availability_zone: `eu-west-1${letter}`,
        cidr_block: cidr.replace("0.0/16", `${block * 16}.0/20`),
      }),
    ),
    // A public subnet is no place for instances.
    resource("aws_subnet", "nat_subnet-eu-west-1a_1", { id: "subnet-public", availability_zone: "eu-west-1a" }),
  ],
});

/** A service stack's state: its providers' subnets by letter, its functions' architecture. */
export const serviceState = (letters: string, architecture = "arm64"): State => ({
  resources: [
    resource("aws_lambda_capacity_provider", "processor", {
      vpc_config: [{ subnet_ids: [...letters].map((letter) => `subnet-${letter}`) }],
    }),
    resource("aws_lambda_function", "processor", {
      function_name: "test-video-processor",
      architectures: [architecture],
      capacity_provider_config: [{}],
    }),
    resource("aws_lambda_function", "scaler", { function_name: "test-video-scaler", architectures: ["x86_64"] }),
  ],
});
