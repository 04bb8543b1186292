import { describe, expect, it } from "@jest/globals";
import { inventoryOfSynthesized } from "../../../cost/inventory/synthesized.ts";

/** A reference as Terraform's JSON writes it. */
const ref = (expression: string) => `\${${expression}}`;

describe("what was synthesised", () => {
  const network = {
    name: "x-network",
    template: {
      provider: { aws: [{ alias: "global", region: "us-east-1" }, { region: "eu-west-1" }] },
      resource: {
        aws_vpc_endpoint: {
          logs: { vpc_endpoint_type: "Interface", subnet_ids: [ref("aws_subnet.a.id"), "subnet-2"] },
          s3: { vpc_endpoint_type: "Gateway" },
          plain: {},
        },
        aws_kms_key: { key: { "//": { metadata: {} } } },
        aws_nat_gateway: { each: { for_each: { a: 1 } } },
      },
      output: { key: { value: ref("aws_kms_key.key.arn") } },
    },
  };

  it("takes the Region of the provider without an alias, and both ways to write a block", () => {
    const table = (value: unknown) => ({
      name: "x-data",
      template: {
        resource: { aws_dynamodb_table: { t: { billing_mode: "PAY_PER_REQUEST", point_in_time_recovery: value } } },
      },
    });
    expect(inventoryOfSynthesized([network]).regions).toEqual(["eu-west-1"]);
    for (const value of [{ enabled: true }, [{ enabled: true }]]) {
      expect(inventoryOfSynthesized([table(value)]).tables).toMatchObject([
        { onDemand: true, pointInTimeRecovery: true },
      ]);
    }
    expect(inventoryOfSynthesized([table(undefined)]).tables).toMatchObject([{ pointInTimeRecovery: false }]);
  });

  it("tells endpoints that bill from those that do not, and counts zones whose ids are elsewhere", () => {
    const { interfaceEndpoints, gatewayEndpoints, kmsKeys } = inventoryOfSynthesized([network]);
    expect(interfaceEndpoints).toMatchObject([{ address: "aws_vpc_endpoint.logs", subnets: 2 }]);
    expect(gatewayEndpoints.map(({ address }) => address)).toEqual(["aws_vpc_endpoint.plain", "aws_vpc_endpoint.s3"]);
    expect(kmsKeys).toEqual([{ stack: "x-network", address: "aws_kms_key.key" }]);
  });

  it("says so when only a plan knows how many there are", () => {
    expect(inventoryOfSynthesized([network]).notes).toEqual([
      { subject: "aws_nat_gateway.each", text: "has count or for_each, and is counted once; a plan knows better" },
    ]);
  });

  it("finds what a schedule invokes in the stack that hands it out, and nothing where no stack does", () => {
    const schedule = (arn: string) => ({
      name: "x-operations",
      template: {
        resource: { aws_scheduler_schedule: { s: { schedule_expression: "rate(1 hour)", target: { arn } } } },
      },
    });
    const service = {
      name: "x-service",
      template: {
        resource: { aws_lambda_function: { f: { function_name: "f" } } },
        output: {
          farn: { value: ref("aws_lambda_function.f.arn") },
          loop: { value: ref("data.terraform_remote_state.cross-stack-reference-input-x-service.outputs.loop") },
        },
      },
    };
    const invokes = (arn: string) => inventoryOfSynthesized([schedule(arn), service]).schedules[0]?.invokes;
    const remote = "data.terraform_remote_state";
    const f = { stack: "x-service", address: "aws_lambda_function.f" };
    expect(invokes(ref(`${remote}.cross-stack-reference-input-x-service.outputs.farn`))).toEqual(f);
    expect(invokes(ref(`${remote}.other.outputs["farn"]`))).toEqual(f);
    expect(invokes("arn:aws:lambda:eu-west-1:1:function:f:$LATEST")).toEqual(f);
    expect(invokes(ref(`${remote}.other.outputs.missing`))).toBeUndefined();
    expect(invokes(ref(`${remote}.cross-stack-reference-input-x-service.outputs.loop`))).toBeUndefined();
  });
});
