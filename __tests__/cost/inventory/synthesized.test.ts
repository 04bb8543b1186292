import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { inventoryOfSynthesized, readSynthesized } from "../../../cost/inventory/synthesized.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function outFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "synthesized-"));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** A reference as Terraform's JSON writes it. */
const ref = (expression: string) => `\${${expression}}`;

const manifest = (...names: string[]) =>
  JSON.stringify({
    stacks: Object.fromEntries(
      names.map((name) => [name, { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` }]),
    ),
  });

describe("the folder that cdktf writes", () => {
  it("gives the stacks of one environment, in the manifest's order", async () => {
    const folder = outFolder({
      "manifest.json": manifest("prod-b", "production-a", "prod-a"),
      "stacks/prod-b/cdk.tf.json": '{"resource":{}}',
      "stacks/prod-a/cdk.tf.json": "{}",
    });
    expect((await readSynthesized(folder, "prod")).map(({ name }) => name)).toEqual(["prod-b", "prod-a"]);
  });

  it("is missing: says what to run", async () => {
    const folder = outFolder({});
    await expect(readSynthesized(folder, "prod")).rejects.toThrow(
      `${join(folder, "manifest.json")}: cannot be read; synthesise first: npm run synth`,
    );
  });

  it("is broken, or is of other environments: says so", async () => {
    const broken = outFolder({ "manifest.json": '{"stacks":' });
    await expect(readSynthesized(broken, "prod")).rejects.toThrow("not JSON; synthesise again: npm run synth");
    const other = outFolder({ "manifest.json": manifest("dev-a") });
    await expect(readSynthesized(other, "prod")).rejects.toThrow(
      `${other}: must hold stacks of environment "prod"; npm run synth writes them, got dev-a`,
    );
  });
});

describe("what was synthesised", () => {
  const network = {
    name: "x-network",
    json: {
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
      json: {
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
      json: {
        resource: { aws_scheduler_schedule: { s: { schedule_expression: "rate(1 hour)", target: { arn } } } },
      },
    });
    const service = {
      name: "x-service",
      json: {
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
