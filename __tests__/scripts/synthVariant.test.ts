import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { removeTemporaryFolders } from "../support/template.ts";
import { copyRepository, runNode } from "../support/templateRepository.ts";

const folder = copyRepository();
afterAll(removeTemporaryFolders);

const variant = (...args: string[]) => runNode(folder, ["scripts/synthVariant.ts", ...args]);
const resourcesIn = (out: string, stack: string) =>
  JSON.parse(readFileSync(join(folder, out, "stacks", stack, "cdk.tf.json"), "utf8")).resource;

describe("npm run synth:variant", () => {
  it("writes every environment with one Availability Zone more, and nothing else", async () => {
    const { status, stdout, stderr } = await variant("--add-zone", "us-east-1d", "--out", "wider");

    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
    for (const environment of ["dev", "prod"]) {
      expect(Object.keys(resourcesIn("wider", `${environment}-network`).aws_subnet)).toEqual(
        ["a", "b", "c", "d"].map((zone) => `private-us-east-1${zone}`),
      );
      expect(Object.keys(resourcesIn("wider", `${environment}-service`).aws_lambda_function)).toHaveLength(4);
    }
  }, 60_000);

  it("writes every environment with overflow, and with windows for both managed functions", async () => {
    const { status, stdout, stderr } = await variant("--overflow", "--windows", "--out", "more");

    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
    for (const environment of ["dev", "prod"]) {
      const service = resourcesIn("more", `${environment}-service`);
      expect(Object.keys(service.aws_lambda_function)).toHaveLength(5);
      expect(Object.keys(service.aws_dynamodb_table_item)).toHaveLength(2);
      expect(service).not.toHaveProperty("aws_lambda_function_scaling_config");
    }
  }, 60_000);

  it.each([[[]], [["--out", "variant"]], [["--add-zone", "us-east-1d"]], [["--overflow", "--windows"]]])(
    "says how it is used when called with %j",
    async (args) => {
      const { status, stderr } = await variant(...args);

      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: "usage: npm run synth:variant -- [--add-zone ZONE] [--overflow] [--windows] --out FOLDER\n",
      });
    },
    60_000,
  );
});
