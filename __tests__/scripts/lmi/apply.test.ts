import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { lmi } from "../../support/lmi/lmiCommand.ts";
import { type FakeTerraform, fakeTerraform } from "../../support/terraform/fakeTerraform.ts";

let terraform: FakeTerraform;
const reviewed = () => join(terraform.folder, "out", "reviewed");
const fingerprint = async () =>
  (await lmi(["plan", "run", "--fingerprint", ...terraform.options], terraform.variables)).stdout.trim();
const apply = (hash: string, args: readonly string[] = [], more: NodeJS.ProcessEnv = {}) =>
  lmi(["apply", "--fingerprint", hash, ...terraform.options, ...args], { ...terraform.variables, ...more });
const applied = async () => (await terraform.calls()).filter((call) => call.endsWith(" apply"));
const reads = {
  resource: {
    a: { b: ["${", "data.terraform_remote_state.cross-stack-reference-input-dev-network.outputs.id", "}"].join("") },
  },
};
const handOver = () =>
  terraform.change("dev-network", (plan) => {
    plan.output_changes.id = { actions: ["update"], before: "a", after: "b", after_unknown: false };
    plan.planned_values = { outputs: { id: { value: "b", type: "string", sensitive: false } } };
  });

beforeAll(async () => {
  terraform = await fakeTerraform("raised-floor");
});
beforeEach(async () => {
  await terraform.begin();
  await rm(reviewed(), { recursive: true, force: true });
});
afterAll(() => terraform.remove());

describe("lmi apply", () => {
  it("applies the saved plans of a review, in order, and none that changes nothing", async () => {
    const { code, stdout } = await apply(await fingerprint());

    expect({ code, stdout }).toEqual({ code: 0, stdout: "applied: dev-network, dev-service\n" });
    expect(await applied()).toEqual(["dev-network apply", "dev-service apply"]);
  });

  it("refuses another plan with what differs, and applies nothing", async () => {
    const hash = await fingerprint();
    await terraform.change("dev-service", (plan) => {
      const changes = plan.resource_changes as { address: string; change: { actions: string[]; after: object } }[];
      const scaling = changes.find(({ address }) => address === "aws_lambda_function_scaling_config.api-scaling");
      Object.assign(scaling?.change.after ?? {}, {
        function_scaling_config: [{ min_execution_environments: 3, max_execution_environments: 9 }],
      });
      const removed = changes.findIndex(({ address }) => address.startsWith("aws_apigatewayv2_route."));
      changes.splice(removed, 1, {
        ...changes[removed],
        address: "aws_sqs_queue.new",
        change: { actions: ["create"], after: { name: "new" } },
      });
    });

    const { code, stdout, stderr } = await apply(hash);

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^refused: the plan is not the one that was reviewed, and nothing was applied; its fingerprint is [0-9a-f]{64}\n/,
    );
    expect(stderr).toContain(
      "\n    function_scaling_config[0].max_execution_environments: reviewed 3 to 8, now 3 to 9\n",
    );
    expect(stderr).toContain("\n- dev-service: aws_apigatewayv2_route.http-api_route_E8B34978: update\n");
    expect(stderr).toContain("\n+ dev-service: aws_sqs_queue.new: create\n");
    expect(await applied()).toEqual([]);
  });

  it("lists what would be applied where it does not know what was reviewed", async () => {
    const { code, stderr } = await apply("0".repeat(64));

    expect(code).toBe(1);
    expect(stderr).toContain("\n+ dev-network: aws_subnet.private-us-east-1d: create\n");
  });

  it("plans again what was planned with outputs that are there only now, and applies that", async () => {
    await terraform.template("dev-service", reads);
    await handOver();
    const hash = await fingerprint();
    await terraform.begin();
    await terraform.template("dev-service", reads);
    await handOver();

    const { code } = await apply(hash);

    expect(code).toBe(0);
    const service = (await terraform.calls()).filter((call) => /^dev-service (?:plan|apply)/.test(call));
    expect(service).toEqual(["dev-service plan -lock=true", "dev-service plan -lock=true", "dev-service apply"]);
  });

  it("applies no plan that is another one by then", async () => {
    await terraform.template("dev-service", reads);
    await handOver();
    const hash = await fingerprint();
    const script = `sed -i.before 's/"max_execution_environments":8/"max_execution_environments":9/g' "$PLANS/dev-service.plan.json"`;
    await writeFile(join(terraform.folder, "plans", "dev-network.after.sh"), script);

    const { code, stderr } = await apply(hash);

    expect(code).toBe(1);
    expect(stderr).toContain("dev-service: refused: its plan is another one since what it reads was applied");
    expect(stderr).toContain("max_execution_environments: reviewed 3 to 8, now 3 to 9");
    expect(await applied()).toEqual(["dev-network apply"]);
  });

  it("says which stacks were not applied because no plan of them was reviewed", async () => {
    await terraform.template("dev-service", reads);
    await terraform.change("dev-network", (plan) => {
      plan.output_changes.id = { actions: ["create"], before: null, after_unknown: true };
    });

    const { code, stdout } = await apply(await fingerprint());

    expect(code).toBe(20);
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      "applied: dev-network",
      "not applied, plan and review again: Stack dev-service waits for the apply of dev-network: id is known only then.",
    ]);
  });

  it.each([
    ["dev-data plan", /^dev-data: terraform plan failed: Error: Unable to find remote state/],
    ["dev-network apply", /dev-network: terraform apply failed, see above; what was done is in the state/],
  ])("goes no further when %s fails", async (FAIL, message) => {
    const { code, stderr } = await apply(await fingerprint(), [], { FAIL });

    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(await applied()).toEqual(FAIL.endsWith("apply") ? ["dev-network apply"] : []);
  });

  it("lets Terraform end in order when it is told to stop, and begins nothing more", async () => {
    const hash = await fingerprint();
    const script = "trap 'echo told to end; exit 0' INT; echo applying; while :; do sleep 0.1; done";
    await writeFile(join(terraform.folder, "plans", "dev-network.after.sh"), script);
    const stopping = new AbortController();

    const { code, stderr } = await lmi(["apply", "--fingerprint", hash, ...terraform.options], terraform.variables, {
      signal: stopping.signal,
      written: (text) => {
        if (text.includes("applying")) stopping.abort("SIGTERM");
      },
    });

    expect(code).toBe(143);
    expect(stderr).toMatch(/applying\nstopping: terraform ends what it has begun, and writes the state\ntold to end\n/);
    expect(await applied()).toEqual(["dev-network apply"]);
  });

  it("refuses what is no fingerprint, and a review of something else", async () => {
    const file = join(reviewed(), "other.json");
    await mkdir(reviewed(), { recursive: true });
    await writeFile(file, "{}");

    expect((await apply("2bcd")).stderr).toBe(
      "--fingerprint: must be 64 hexadecimal digits, as a review ends with them, got 2bcd\n",
    );
    expect((await apply("0".repeat(64), ["--reviewed", file])).stderr).toBe(
      `${file}: must be a review as lmi plan run --json prints it\n`,
    );
  });
});
