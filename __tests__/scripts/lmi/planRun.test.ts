import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { lmi } from "../../support/lmi/lmiCommand.ts";
import { type FakeTerraform, fakeTerraform } from "../../support/terraform/fakeTerraform.ts";

let terraform: FakeTerraform;
const run = (args: readonly string[] = [], more: NodeJS.ProcessEnv = {}) =>
  lmi(["plan", "run", ...terraform.options, ...args], { ...terraform.variables, ...more });

/** As cdktf writes it. */
const reads = (stack: string, output: string) => {
  const reference = `data.terraform_remote_state.cross-stack-reference-input-${stack}.outputs.${output}`;
  return { resource: { aws_subnet: { a: { id: ["${", reference, "}"].join("") } } } };
};

beforeAll(async () => {
  terraform = await fakeTerraform("raised-floor");
});
beforeEach(() => terraform.begin());
afterAll(() => terraform.remove());

describe("lmi plan run", () => {
  it("plans every stack of the environment after those that it depends on, and reviews all of them", async () => {
    const { code, stdout, stderr } = await run(["--summary"]);

    expect({ code, stderr }).toEqual({ code: 10, stderr: "" });
    expect(await terraform.calls()).toEqual(
      ["dev-network", "dev-data", "dev-service", "dev-operations"].flatMap((stack) => [
        `${stack} init`,
        `${stack} plan -lock=true`,
        `${stack} show`,
      ]),
    );
    for (const stack of ["dev-network", "dev-service"]) expect(stdout).toContain(stack);
  });

  it("locks nothing for a role that may only read", async () => {
    await run(["--no-lock"]);

    expect(await terraform.calls()).toContain("dev-network plan -lock=false");
  });

  it("leaves no plan file behind, which holds secrets in the clear", async () => {
    await run();
    await run([], { FAIL: "dev-service show" });

    const left = await readdir(join(terraform.folder, "tmp"));
    expect(left.filter((name) => name.startsWith("lmi-plan"))).toEqual([]);
  });

  it("reviews what could be planned, says what could not, and does not pass", async () => {
    const { code, stdout, stderr } = await run(["--summary"], { FAIL: "dev-service plan" });

    expect(code).toBe(20);
    expect(stdout).toContain("dev-network");
    expect(stdout.split("\n")[0]).toMatch(
      /^Terraform plan failed in dev-service; there is no plan of dev-service, dev-operations\b/,
    );
    expect(stderr).toBe(
      [
        "dev-service: terraform plan failed: Error: Unable to find remote state",
        "",
        "  with data.terraform_remote_state.network",
        "Stack dev-operations waits for the apply of dev-service.",
        "",
      ].join("\n"),
    );
  });

  it("has Terraform's error in the comment, no cost, and never that nothing changes", async () => {
    const { code, stdout } = await run([], { FAIL: "dev-data plan" });

    expect(code).toBe(20);
    expect(stdout.split("\n")[1]).toMatch(
      /^### Terraform plan failed in `dev-data`; there is no plan of `dev-data`, `dev-service`, `dev-operations`;/,
    );
    expect(stdout).toContain("\n```text\nError: Unable to find remote state\n\n  with data");
    expect(stdout).not.toMatch(/no changes|cost/i);
  });

  it("writes the comment also when nothing could be planned", async () => {
    const { code, stdout } = await run([], { FAIL: "dev-network init", FAIL_TOO: "dev-data init" });

    expect(code).toBe(20);
    expect(stdout.split("\n")[1]).toMatch(
      /^### Terraform init failed in `dev-network`, `dev-data`; there is no plan of/,
    );
  });

  it("hides in the error what the state, the plans and the environment keep secret", async () => {
    const secrets = ["state-secret-1", "ASIAABCDEFGHIJKLMNOP", "token-secret-2"];
    const { stdout, stderr } = await run([], {
      FAIL: "dev-service plan",
      SAY: `Error: bad ${secrets.join(" and ")}`,
      STATE: JSON.stringify({
        values: { root_module: { resources: [{ values: { a: secrets[0] }, sensitive_values: { a: true } }] } },
      }),
      GITHUB_TOKEN: "token-secret-2",
    });

    for (const text of [stdout, stderr]) {
      expect(text).toContain("Error: bad (sensitive) and (sensitive) and (sensitive)");
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });

  it("keeps what is wrong, and little of a source on one line", async () => {
    const source = `   1: ${JSON.stringify({ resource: "x".repeat(20_000) })}`;
    const said = ["Error: Terraform encountered problems during initialisation, including", "", "Error: Invalid index"];
    const { stdout } = await run([], {
      FAIL: "dev-data init",
      SAY: [...said, "", source, "", "There is none."].join("\n"),
    });

    expect(stdout).toMatch(
      /\n```text\nError: Invalid index\n\n {3}1: .{190,200}… \(20,0\d\d characters\)\n\nThere is none\.\n```\n/,
    );
  });

  it("shows what a plan that stopped halfway had found out", async () => {
    const { code, stdout } = await run(["--json"], { FAIL_LATE: "dev-service plan" });

    const { failures, unplanned, changes, cost } = JSON.parse(stdout);
    expect(code).toBe(20);
    expect(failures).toEqual([{ stack: "dev-service", step: "terraform plan", said: "Error: too late" }]);
    expect(unplanned).toEqual([{ stack: "dev-operations", waits: { stacks: ["dev-service"], outputs: [] } }]);
    expect(changes.some(({ stack }: { stack: string }) => stack === "dev-service")).toBe(true);
    expect(cost).toEqual({ unavailable: expect.any(String) });
  });

  it("lets a stack wait for outputs that only an apply gives, in one line", async () => {
    await terraform.template("dev-service", reads("dev-network", "subnet_id"));
    await terraform.change("dev-network", (plan) => {
      plan.output_changes.subnet_id = { actions: ["create"], before: null, after_unknown: true };
    });

    const { code, stdout, stderr } = await run();

    expect(code).toBe(20);
    expect(stdout).toContain(
      "\n- Stack `dev-service` waits for the apply of `dev-network`: `subnet_id` is known only then.\n",
    );
    expect(stderr).toBe(
      "Stack dev-service waits for the apply of dev-network: subnet_id is known only then.\n" +
        "Stack dev-operations waits for the apply of dev-service.\n",
    );
    expect((await terraform.calls()).filter((line) => line.startsWith("dev-service"))).toEqual([]);
  });

  it("feeds a stack the outputs that the stacks before it will have, and leaves its folder as it was", async () => {
    const network = "cross-stack-reference-input-dev-network";
    const backend = { backend: "local", config: { path: "../../../terraform.dev-network.tfstate" } };
    await terraform.template("dev-service", {
      ...reads("dev-network", "subnet_id"),
      data: { terraform_remote_state: { [network]: backend, other: backend } },
      terraform: { backend: { local: { path: "../../../terraform.dev-service.tfstate" } } },
    });
    await terraform.change("dev-network", (plan) => {
      plan.output_changes.subnet_id = { actions: ["update"], before: "a", after: "b", after_unknown: false };
      plan.output_changes.later = { actions: ["create"], before: null, after_unknown: true };
      plan.planned_values = {
        outputs: {
          subnet_id: { value: "b", type: "string", sensitive: true },
          kept: { value: 1, type: "number", sensitive: false },
          later: { sensitive: true },
        },
      };
    });

    const { stderr } = await run();

    expect(stderr).toBe("");
    const { data, terraform: own } = await terraform.planned("dev-service");
    const inputs = data?.terraform_remote_state as Record<string, { config: { path: string } }>;
    expect(inputs[network]).toEqual({
      backend: "local",
      config: { path: expect.stringMatching(/dev-network\.tfstate$/) },
    });
    expect(inputs[network]?.config.path).toContain(join(terraform.folder, "tmp"));
    expect(inputs.other?.config.path).toBe(join(terraform.folder, "terraform.dev-network.tfstate"));
    expect(own).toEqual({ backend: { local: { path: join(terraform.folder, "terraform.dev-service.tfstate") } } });
    expect(await readdir(join(terraform.folder, "out", "stacks", "dev-service"))).toEqual(["cdk.tf.json"]);
  });

  it("asks with --refresh-only for what changed outside of Terraform alone, of every stack", async () => {
    await terraform.template("dev-service", reads("dev-network", "subnet_id"));
    await terraform.change("dev-network", (plan) => {
      plan.output_changes.subnet_id = { actions: ["create"], before: null, after_unknown: true };
    });

    const { stderr } = await run(["--refresh-only"]);

    expect(stderr).toBe("");
    expect(await terraform.calls()).toContain("dev-service plan -lock=true -refresh-only");
  });

  it.each([
    [["--terraform", "/nowhere/terraform"], "--terraform: must be a program on the PATH, got /nowhere/terraform"],
    [["--out", "/nowhere"], "/nowhere/manifest.json: cannot be read (ENOENT); synthesise first: npm run synth"],
    [["--env", "test"], 'must hold stacks of environment "test"; npm run synth writes them, got dev-operations'],
  ])("refuses %j in one line", async (args, message) => {
    const { code, stderr } = await run(args);

    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});
