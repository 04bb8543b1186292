import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { expect, it } from "@jest/globals";
import { zipSync } from "fflate";
import { Deployed } from "../../local/deployed.ts";
import { readFunctions } from "../../local/functions.ts";
import { createResolver } from "../../local/terraform/resolve.ts";
import { loadSynthesized } from "../../local/terraform/synthesized.ts";
import { stackIn, synthesize } from "../support/stacks/synthesize.ts";

it("a synthesised function's reserved concurrency is what the local one has; -1 and none are no reservation", async () => {
  const { folder, remove } = await synthesize((app) => {
    const stack = stackIn(app, "dev");
    const add = (name: string, reserved?: number) =>
      new LambdaFunction(stack, name, {
        functionName: name,
        role: "arn:aws:iam::000000000000:role/any",
        handler: "index.handler",
        runtime: "nodejs24.x",
        filename: "code.zip",
        ...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
      });
    add("some", 5);
    add("off", 0);
    add("unreserved", -1);
    add("silent");
  });
  mkdirSync(join(folder, "stacks", "dev"), { recursive: true });
  writeFileSync(join(folder, "stacks", "dev", "code.zip"), zipSync({ "index.mjs": new Uint8Array() }));
  const kept = mkdtempSync(join(tmpdir(), "functions-"));
  const synthesized = await loadSynthesized(folder);
  const deployed = new Deployed(join(kept, "deployed.json"));
  const sources = { outFolder: folder, codeFolder: join(kept, "code"), logFolder: join(kept, "logs"), deployed };

  const functions = readFunctions(synthesized, createResolver(synthesized), sources, new Map());
  await remove();
  rmSync(kept, { recursive: true });

  expect(Object.fromEntries(functions.map((spec) => [spec.name, spec.reservedConcurrency]))).toEqual({
    some: 5,
    off: 0,
    unreserved: undefined,
    silent: undefined,
  });
});
