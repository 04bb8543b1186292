import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Plan } from "../../../plan/plan.ts";
import { readPlans } from "../../../plan/read/readPlan.ts";
import { MAX_FILE_BYTES } from "../../../plan/scanners/boundedFile.ts";
import { readScans } from "../../../plan/scanners/scan.ts";
import { planJson } from "../../support/plan/json.ts";
import { logOf, type ResultSpec, resultOf, runOf } from "./sarifLog.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "scan-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

const CHANGED = "aws_sqs_queue.changed";
const KEPT = "aws_sqs_queue.kept";
const KEYED = "aws_subnet.zone";
const SECRET = "correct&horse-battery";

const service = planJson({
  changes: [
    { address: CHANGED, before: { name: "a" }, after: { name: "b" } },
    { address: KEPT, before: { name: "k" }, after: { name: "k" } },
    { address: `${KEYED}[0]`, before: { cidr: "1" }, after: { cidr: "1" } },
    { address: `${KEYED}[1]`, before: null, after: { cidr: "2" } },
    { address: "module.net.aws_route.out", before: null, after: { to: "x" } },
    {
      address: "aws_ssm_parameter.token",
      before: null,
      after: { value: SECRET },
      afterSensitive: { value: true },
    },
  ],
});
const other = planJson({ changes: [{ address: CHANGED, before: null, after: { name: "c" } }] });

const plansOf = (...files: readonly (readonly [string, unknown])[]): Plan[] =>
  readPlans(files.map(([name, json]) => ({ file: name, bytes: Buffer.from(JSON.stringify(json)) })));

const SERVICE: readonly [string, unknown] = ["dev-service.plan.json", service];
const OTHER: readonly [string, unknown] = ["dev-other.plan.json", other];

async function scan(specs: readonly ResultSpec[], plans = plansOf(SERVICE), planFiles: readonly string[] = []) {
  const path = await file("results/a.sarif", logOf(runOf("Checkov", specs.map(resultOf))));
  return readScans([path], plans, planFiles);
}

const logical = (fullyQualifiedName: string) => ({ locations: [{ logicalLocations: [{ fullyQualifiedName }] }] });

describe("results of scanners", () => {
  it.each<[string, ResultSpec, string]>([
    ["a logical location", { rest: logical(CHANGED) }, CHANGED],
    ["a logical location with the stack", { rest: logical(`dev-service/${CHANGED}`) }, CHANGED],
    ["a logical location without a key", { rest: logical(KEYED) }, KEYED],
    ["a logical location with a key", { rest: logical(`${KEYED}[1]`) }, `${KEYED}[1]`],
    ["a logical location in a module", { rest: logical("module.net.aws_route.out") }, "module.net.aws_route.out"],
    ["a property", { rest: { properties: { resource: `${CHANGED}.name` } } }, CHANGED],
    ["its message", { message: `The queue "${CHANGED}" is open.` }, CHANGED],
  ])("stand under the resource of %s", async (_, spec, address) => {
    const { onChanged, elsewhere } = await scan([spec]);

    expect(elsewhere).toEqual([]);
    expect(onChanged).toMatchObject([{ tool: "checkov", rule: "R1", stack: "dev-service", address, count: 1 }]);
  });

  it("stand under the resource at the line of a configuration, of a module's too", async () => {
    await file("results/main.tf", `resource "aws_sqs_queue" "changed" {\n  name = "b"\n}\n`);
    await file("results/net/main.tf", `resource "aws_route" "out" {\n}\n`);

    const { onChanged, elsewhere } = await scan([
      { file: "main.tf", line: 2 },
      { file: "net/main.tf", line: 1 },
      { file: "main.tf", line: 9 },
    ]);

    expect(onChanged.map(({ address }) => address)).toEqual([CHANGED, "module.net.aws_route.out"]);
    expect(elsewhere).toMatchObject([{ file: "main.tf", line: 9 }]);
  });

  it("stand under the resource at the line of the plan, wherever the scanner ran", async () => {
    const text = JSON.stringify(service, undefined, 2);
    const plan = await file("plans/dev-service.plan.json", text);
    const line = text.split("\n").findIndex((one) => one.includes(`"address": "${CHANGED}"`)) + 2;

    const { onChanged } = await scan([{ file: "elsewhere/dev-service.plan.json", line }], undefined, [plan]);

    expect(onChanged).toMatchObject([{ stack: "dev-service", address: CHANGED }]);
  });

  it("have no resource in a plan that is one line, and the file is named", async () => {
    const plan = await file("plans/dev-service.plan.json", JSON.stringify(service));

    const { onChanged, elsewhere, onOneLine } = await scan(
      [
        { file: "dev-service.plan.json", line: 1 },
        { file: "dev-service.plan.json", line: 1 },
      ],
      undefined,
      [plan],
    );

    expect(onChanged).toEqual([]);
    expect(elsewhere).toMatchObject([{ file: "dev-service.plan.json", line: 1, count: 2 }]);
    expect(onOneLine).toEqual(["dev-service.plan.json"]);
  });

  it("are those of the stack that was synthesised, and of no other of the same addresses", async () => {
    const synthesized = (stackName: string) =>
      JSON.stringify(
        { "//": { metadata: { stackName } }, resource: { aws_sqs_queue: { changed: { name: 1 } } } },
        null,
        1,
      );
    for (const stack of ["dev-service", "dev-other", "prod-service"]) {
      await file(`results/stacks/${stack}/cdk.tf.json`, synthesized(stack));
    }
    const line =
      synthesized("")
        .split("\n")
        .findIndex((one) => one.includes('"name"')) + 1;

    const { onChanged, elsewhere, scanners } = await scan(
      ["dev-service", "dev-other", "prod-service"].map((stack) => ({ file: `stacks/${stack}/cdk.tf.json`, line })),
      plansOf(SERVICE, OTHER),
    );

    expect(onChanged.map(({ stack, address }) => [stack, address])).toEqual([
      ["dev-other", CHANGED],
      ["dev-service", CHANGED],
    ]);
    expect(elsewhere).toEqual([]);
    expect(scanners).toMatchObject([{ tool: "checkov", unreviewed: 1, unreviewedStacks: ["prod-service"] }]);
  });

  it("of trivy are found from the folder that it scanned, with what is wrong and its severity", async () => {
    await file("repo/net/main.tf", `resource "aws_sqs_queue" "changed" {\n  name = "b"\n}\n`);
    const physicalLocation = {
      artifactLocation: { uri: "net/main.tf", uriBaseId: "ROOTPATH" },
      region: { startLine: 1, startColumn: 1, endLine: 3, endColumn: 1 },
    };
    const text = `Artifact: net/main.tf\nType: terraform\nVulnerability AVD-AWS-0096\nSeverity: HIGH\nMessage: Queue is not encrypted\nLink: [AVD-AWS-0096](https://avd.aquasec.com/misconfig/avd-aws-0096)`;
    const run = runOf(
      "Trivy",
      [{ ruleId: "AVD-AWS-0096", ruleIndex: 0, level: "error", message: { text }, locations: [{ physicalLocation }] }],
      [{ id: "AVD-AWS-0096", properties: { "security-severity": "8.0", tags: ["misconfiguration"] } }],
      { originalUriBaseIds: { ROOTPATH: { uri: `file://${folder}/repo/` } } },
    );

    const { onChanged } = await readScans([await file("trivy.sarif", logOf(run))], plansOf(SERVICE), []);

    expect(onChanged).toEqual([
      {
        tool: "trivy",
        rule: "AVD-AWS-0096",
        severity: "high",
        message: "Queue is not encrypted",
        count: 1,
        stack: "dev-service",
        address: CHANGED,
      },
    ]);
  });

  it("stay elsewhere where an address may be that of two stacks", async () => {
    const { onChanged, elsewhere } = await scan([{ rest: logical(CHANGED) }], plansOf(SERVICE, OTHER));

    expect(onChanged).toEqual([]);
    expect(elsewhere).toHaveLength(1);
  });

  it("are only counted on resources that do not change", async () => {
    const { onChanged, elsewhere, scanners } = await scan([
      { rest: logical(KEPT) },
      { rest: logical(`${KEYED}[0]`) },
      { rest: { ...logical(KEPT), suppressions: [{ kind: "inSource" }] } },
    ]);

    expect([onChanged, elsewhere]).toEqual([[], []]);
    expect(scanners).toMatchObject([{ tool: "checkov", unchanged: 2, suppressed: 1 }]);
  });

  it("are never lost: without a place, of a file that is not there, of a rule without a name", async () => {
    const { elsewhere } = await scan([
      {},
      { file: "gone/main.tf", line: 3 },
      { file: "../../../../etc/hostname", line: 1 },
      { file: "/dev/zero", line: 1 },
      { rule: "", file: "main.tf" },
    ]);

    expect(elsewhere).toHaveLength(5);
  });

  it("are one with a count where they say the same of the same, worst first", async () => {
    const { onChanged } = await scan([
      { rule: "B", level: "note", rest: logical(CHANGED) },
      { rule: "A", level: "error", rest: logical(CHANGED) },
      { rule: "B", level: "note", rest: logical(CHANGED) },
    ]);

    expect(onChanged.map(({ rule, count }) => [rule, count])).toEqual([
      ["A", 1],
      ["B", 2],
    ]);
  });

  it.each([
    ["as it is", SECRET],
    ["with entities", SECRET.replace("&", "&amp;")],
    ["in a name", `x${SECRET}x`],
  ])("do not show a secret of the plans, %s", async (_, copy) => {
    const { onChanged, elsewhere } = await scan([
      { message: `Holds ${copy} in the clear`, rest: logical(CHANGED) },
      { rule: copy, file: `${copy}.tf`, line: 1 },
    ]);

    expect(onChanged).toHaveLength(1);
    expect(elsewhere).toHaveLength(1);
    expect(JSON.stringify([onChanged, elsewhere])).not.toMatch(/correct(?:&|&amp;)horse/);
    expect(JSON.stringify(onChanged)).toMatch(/\(sensitive\)|not shown/);
  });

  it.each([
    ["that is not there", "none.sarif", undefined, /cannot be read \(ENOENT\)$/],
    ["that is a folder", ".", undefined, /cannot be read \(EISDIR\)$/],
    ["that is not JSON", "a.sarif", "x", /got text that is not JSON$/],
    ["that is too large", "a.sarif", new Uint8Array(MAX_FILE_BYTES + 1), /at most 64 MiB, got more$/],
  ])("are refused in one line for a file %s", async (_, name, content, message) => {
    const path = content === undefined ? join(folder, name) : await file(name, content);

    const error: Error = await readScans([path], plansOf(SERVICE), []).then(
      () => new Error("nothing"),
      (thrown) => thrown,
    );
    expect(error.name).toBe("SarifError");
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("\n");
  });

  it("may nest as deep as they like", async () => {
    const deep = `{"version":"2.1.0","runs":[{"results":${"[".repeat(2e5)}${"]".repeat(2e5)}}]}`;

    const { onChanged, elsewhere } = await readScans([await file("a.sarif", deep)], plansOf(SERVICE), []);

    expect([onChanged, elsewhere]).toEqual([[], []]);
  });

  it("do not wait for a pipe that they name", async () => {
    execFileSync("mkfifo", [join(folder, "pipe.tf")]);

    const { elsewhere } = await scan([{ file: join(folder, "pipe.tf"), line: 1 }]);

    expect(elsewhere).toHaveLength(1);
  });
});
