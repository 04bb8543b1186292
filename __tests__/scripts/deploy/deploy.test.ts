import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, describe, expect, it } from "@jest/globals";
import type { Context } from "../../../scripts/deploy/context.ts";
import { deploy } from "../../../scripts/deploy/deploy.ts";
import { destroy } from "../../../scripts/deploy/destroy.ts";
import { diff } from "../../../scripts/deploy/diff.ts";
import { type PhaseInput, phasesOf } from "../../../scripts/deploy/phases.ts";
import type { State } from "../../../scripts/deploy/state.ts";
import { createStop } from "../../../scripts/deploy/stop.ts";
import type { Stack } from "../../../terraform/manifest.ts";

const folder = mkdtempSync(join(tmpdir(), "deploy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stack = (name: string, ...dependencies: string[]): Stack => ({
  name,
  folder,
  dependencies,
  template: { name, provider: { aws: [{ region: "us-east-1" }] } },
});
const STACKS = [stack("dev-service", "dev-network"), stack("dev-network")];
const DEPLOYED: State = {
  resources: [{ mode: "managed", type: "aws_vpc", name: "vpc", instances: [{}] }],
  outputs: { open: { value: 1 }, secret: { value: 2, sensitive: true } },
};
const ARGUMENTS = { verb: "deploy", patterns: ["dev-*"], autoApprove: true, skipSynth: false } as const;

/** A context whose terraform writes down how it is called; `plans` says how a plan of a stack ends. */
function setting({
  plans = {},
  states = {},
  answer = "",
}: {
  readonly plans?: Readonly<Record<string, number>>;
  readonly states?: Readonly<Record<string, State>>;
  readonly answer?: string;
}) {
  const calls: string[] = [];
  const lines: string[] = [];
  const screen = {
    isLost: false,
    say: (line: string) => lines.push(line),
    warn: (line: string) => lines.push(`! ${line}`),
    write: (text: Uint8Array | string) => lines.push(String(text)),
  };
  const context: Context = {
    screen,
    stop: createStop({ screen }),
    stdin: Readable.from([answer]),
    terraform: {
      async show({ name }, command = "") {
        calls.push(`${name} ${command}`);
        return command === "plan" ? (plans[name] ?? 2) : 0;
      },
      ask: async () => "",
      readState: async ({ name }) => states[name],
      creating: [],
    },
    async synthesise(variables) {
      calls.push(`synth ${JSON.stringify(variables ?? {})}`);
      return STACKS;
    },
    synthesised: async () => STACKS,
  };
  return { context, calls, lines };
}

const APPLIED = (name: string) => ["init", "plan", "apply"].map((command) => `${name} ${command}`);

describe("deploy", () => {
  it("plans a stack once the ones before it are applied, and applies that plan", async () => {
    const { context, calls, lines } = setting({});

    expect(await deploy(context, ARGUMENTS)).toBe(0);
    expect(calls).toEqual(["synth {}", ...APPLIED("dev-network"), ...APPLIED("dev-service")]);
    expect(lines).toEqual(["== dev-network, 1 of 2", "== dev-service, 2 of 2", "deployed: dev-network, dev-service"]);
  });

  it("applies no empty plan", async () => {
    const { context, calls, lines } = setting({ plans: { "dev-network": 0, "dev-service": 0 } });

    expect(await deploy(context, { ...ARGUMENTS, skipSynth: true })).toBe(0);
    expect(calls.filter((call) => call.endsWith("apply") || call.startsWith("synth"))).toEqual([]);
    expect(lines).toEqual(expect.arrayContaining(["dev-service: nothing to change", "nothing had to be changed"]));
  });

  it.each([1, 3])("goes no further when a plan ends with %i", async (code) => {
    const { context, calls } = setting({ plans: { "dev-network": code } });

    await expect(deploy(context, ARGUMENTS)).rejects.toThrow(
      "dev-network: terraform plan failed, see above; nothing of it was changed",
    );
    expect(calls.at(-1)).toBe("dev-network plan");
  });

  it.each(["no\n", "y\n", "Yes\n", ""])("goes no further when the answer is %j", async (answer) => {
    const { context, calls, lines } = setting({ answer });

    await expect(deploy(context, { ...ARGUMENTS, autoApprove: false })).rejects.toThrow(
      "dev-network: not approved, so neither it nor a stack after it was changed",
    );
    expect(lines).toContain("Apply this plan to dev-network? Only 'yes' is taken as one: ");
    expect(calls.at(-1)).toBe("dev-network plan");
  });

  it("applies when the answer is yes", async () => {
    const { context, calls } = setting({ answer: "yes\n" });

    expect(await deploy(context, { ...ARGUMENTS, patterns: ["dev-network"], autoApprove: false })).toBe(0);
    expect(calls.at(-1)).toBe("dev-network apply");
  });

  it("refuses a stack alone that needs one that is not there, and calls terraform for nothing", async () => {
    const { context, calls, lines } = setting({});

    expect(await deploy(context, { ...ARGUMENTS, patterns: ["dev-service"] })).toBe(1);
    expect(calls).toEqual(["synth {}"]);
    expect(lines).toEqual(["! dev-service needs dev-network, which is not deployed: npm run cdktf -- deploy 'dev-*'"]);
  });

  it("writes the outputs that are not sensitive", async () => {
    const { context } = setting({ states: { "dev-network": DEPLOYED } });
    const outputsFile = join(folder, "outputs.json");

    await deploy(context, { ...ARGUMENTS, outputsFile });

    expect(JSON.parse(readFileSync(outputsFile, "utf8"))).toEqual({ "dev-network": { open: 1 }, "dev-service": {} });
  });
});

describe("the phases of a deployment", () => {
  it("are one where nothing goes", async () => {
    const { context } = setting({});
    const input: PhaseInput = { chosen: ["a", "b"], readState: async () => undefined, templates: new Map() };

    expect(await phasesOf(input)).toEqual([{ why: "all at once", stacks: ["a", "b"] }]);
    expect(context.stop.isForced).toBe(false);
  });

  it("are synthesised anew where their variables differ, and say why", async () => {
    const { context, calls, lines } = setting({});
    const variables = { LMI_KEEP_SUBNETS: "yes" };

    await deploy(context, ARGUMENTS, async ({ chosen, templates, readState }) => {
      expect(chosen).toEqual(["dev-network", "dev-service"]);
      expect(templates.get("dev-service")).toMatchObject({ name: "dev-service" });
      expect(await readState("dev-service")).toBeUndefined();
      return [
        { why: "the network keeps what is used", stacks: ["dev-network"], synthVariables: variables },
        { why: "the service lets go", stacks: ["dev-service"], synthVariables: variables },
        { why: "the rest goes", stacks: ["dev-network"] },
      ];
    });

    expect(calls).toEqual([
      "synth {}",
      `synth ${JSON.stringify(variables)}`,
      ...APPLIED("dev-network"),
      ...APPLIED("dev-service"),
      "synth {}",
      ...APPLIED("dev-network"),
    ]);
    expect(lines).toContain("step 2 of 3: the service lets go");
  });

  it("may be refused: the lines are shown, and nothing is changed", async () => {
    const { context, calls, lines } = setting({});

    expect(await deploy(context, ARGUMENTS, async () => ({ refused: ["no order works", "do this first"] }))).toBe(1);
    expect(lines).toEqual(["! no order works", "! do this first"]);
    expect(calls).toEqual(["synth {}"]);
  });
});

describe("diff", () => {
  it("plans what can be planned, and skips the rest in one line each", async () => {
    const { context, calls, lines } = setting({ plans: { "dev-network": 0 } });

    expect(await diff(context, { ...ARGUMENTS, verb: "diff" })).toBe(0);
    expect(calls).toEqual(["synth {}", "dev-network init", "dev-network plan"]);
    expect(lines.at(-1)).toBe("== dev-service: not planned, it needs dev-network, which is not deployed");
  });

  it("says first that a deployment would be refused", async () => {
    const arn = "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1";
    const vpc = { mode: "managed", type: "aws_vpc", name: "vpc", instances: [{ attributes: { arn } }] } as const;
    const { context, lines } = setting({
      plans: { "dev-network": 0, "dev-service": 0 },
      states: { "dev-network": { resources: [vpc] } },
    });

    expect(await diff(context, { ...ARGUMENTS, verb: "diff" })).toBe(0);
    expect(lines[0]).toMatch(/^! a deployment is refused: dev: is in eu-west-1, .* does not move to us-east-1/);
  });
});

describe("destroy", () => {
  it("goes from the last stack to the first, past those that are not there", async () => {
    const { context, calls, lines } = setting({ states: { "dev-network": DEPLOYED } });

    expect(await destroy(context, { ...ARGUMENTS, verb: "destroy" })).toBe(0);
    expect(calls).toEqual(["synth {}", ...APPLIED("dev-network")]);
    expect(lines).toEqual(["== dev-service: nothing of it is deployed", "== dev-network", "destroyed: dev-network"]);
  });

  it("is refused before anything is gone: protected, or read by what stays", async () => {
    const attributes = { deletion_protection_enabled: true };
    const table = { mode: "managed", type: "aws_dynamodb_table", name: "videos", instances: [{ attributes }] } as const;
    const { context, calls, lines } = setting({
      states: { "dev-network": { resources: [table] }, "dev-service": DEPLOYED },
    });

    expect(await destroy(context, { ...ARGUMENTS, verb: "destroy", patterns: ["dev-network"] })).toBe(1);
    expect(calls).toEqual(["synth {}"]);
    expect(lines).toEqual([
      expect.stringMatching(/^! dev-network is read by dev-service, which is deployed and not chosen/),
      expect.stringMatching(/^! dev-network: aws_dynamodb_table.videos is protected against deletion/),
      "! nothing was destroyed",
    ]);
  });
});
