import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { removeTemporaryFolders } from "../support/template.ts";
import { copyRepository, runNode } from "../support/templateRepository.ts";

const folder = copyRepository();
afterAll(removeTemporaryFolders);

const networkIn = (out: string, environment: string) =>
  JSON.parse(readFileSync(join(folder, out, "stacks", `${environment}-network`, "cdk.tf.json"), "utf8")).resource;

describe("npm run synth:variant", () => {
  it("writes every environment with one Availability Zone more", async () => {
    const { status, stdout, stderr } = await runNode(folder, [
      "scripts/synthVariant.ts",
      "--add-zone",
      "us-east-1d",
      "--out",
      "variant",
    ]);

    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
    for (const environment of ["dev", "prod"]) {
      expect(Object.keys(networkIn("variant", environment).aws_subnet)).toEqual(
        ["a", "b", "c", "d"].map((zone) => `private-us-east-1${zone}`),
      );
    }
  }, 60_000);

  it.each([[[]], [["--out", "variant"]], [["--add-zone", "us-east-1d"]]])(
    "says how it is used when called with %j",
    async (args) => {
      const { status, stderr } = await runNode(folder, ["scripts/synthVariant.ts", ...args]);

      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: "usage: npm run synth:variant -- --add-zone ZONE --out FOLDER\n",
      });
    },
    60_000,
  );
});
