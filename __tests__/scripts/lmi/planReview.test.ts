import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { lmi } from "../../support/lmi/lmiCommand.ts";
import { fixtureFiles } from "../../support/plan/fixtures.ts";
import { planJson } from "../../support/plan/json.ts";

let folder: string;
const AT = ["--at", "2026-11-25T12:00:00Z"];
const review = (...args: readonly string[]) => lmi(["plan", "review", ...AT, ...args]);
const files = (scenario: string) => fixtureFiles(scenario, join(folder, scenario));

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(
    path,
    content instanceof Uint8Array || typeof content === "string" ? content : JSON.stringify(content),
  );
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lmi-plan-review-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("lmi plan review", () => {
  it("has nothing to worry about in a plan without changes, and says so", async () => {
    const { code, stdout, stderr } = await review(...(await files("unchanged")));

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^<!-- lmi plan review: dev-service -->\n### No changes/);
  });

  it("has nothing high to say about the first deployment of our own stacks", async () => {
    const { code, stdout } = await review("--json", ...(await files("create")));

    const { findings } = JSON.parse(stdout);
    expect(findings.filter(({ severity }: { severity: string }) => severity !== "low")).toEqual([]);
    expect(code).toBe(0);
  });

  it("tells a reviewer what a real change of ours does", async () => {
    const { code, stdout } = await review("--json", ...(await files("raised-floor")));

    const { findings, cost, counts } = JSON.parse(stdout);
    const rules = findings.map(
      ({ rule, address }: { rule: string; address: string }) => `${rule} ${address.split(".")[0]}`,
    );
    expect(code).toBe(10);
    expect(counts).toBeDefined();
    expect(rules).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^capacity-provider-replaced\S* aws_lambda_capacity_provider$/),
        expect.stringMatching(/ aws_lambda_function_scaling_config$/),
        expect.stringMatching(/ aws_apigatewayv2_route$/),
      ]),
    );
    expect(cost.floorUsdPerMonth).toBeGreaterThan(100);
    expect(cost.ceilingUsdPerMonth).toBeGreaterThanOrEqual(cost.floorUsdPerMonth);
  });

  it.each([
    ["critical", 0],
    ["high", 10],
    ["medium", 10],
  ])("passes below --fail-on %s: exit %i", async (severity, code) => {
    const found = await review("--fail-on", severity, ...(await files("less-protection")));

    expect(found.code).toBe(code);
  });

  it("says that an apply would take capacity away that an operator asked for", async () => {
    const { stdout } = await review("--summary", ...(await files("operator-drift")));

    expect(stdout).toMatch(/dev-video-api/);
    expect(stdout).toMatch(/drift|outside Terraform/i);
  });

  it("says the same twice, and in any order of the files", async () => {
    const paths = await files("raised-floor");

    const [once, again] = [await review(...paths), await review(...paths)];

    expect(again.stdout).toBe(once.stdout);
    const fingerprints = await Promise.all(
      [paths, paths.toReversed()].map((order) => review("--fingerprint", ...order)),
    );
    expect(fingerprints[0]?.stdout).toMatch(/^[0-9a-f]{64}\n$/);
    expect(fingerprints[1]?.stdout).toBe(fingerprints[0]?.stdout);
    expect((await review("--fingerprint", ...(await files("smaller-cap")))).stdout).not.toBe(fingerprints[0]?.stdout);
  });

  it("writes the comment and SARIF beside what it prints, and prints annotations", async () => {
    const [output, sarif] = [join(folder, "comment.md"), join(folder, "findings.sarif")];

    const { stdout } = await review(
      "--format",
      "annotations",
      "--output",
      output,
      "--sarif",
      sarif,
      ...(await files("raised-floor")),
    );

    expect(stdout).toMatch(/^::(error|warning|notice) /);
    expect(await readFile(output, "utf8")).toMatch(/^<!-- lmi plan review: /);
    expect(JSON.parse(await readFile(sarif, "utf8"))).toMatchObject({
      version: "2.1.0",
      runs: [{ tool: { driver: {} } }],
    });
  });

  it.each([
    [{ errored: true }, 20],
    [{ complete: false }, 20],
    [{ changes: [{ address: "aws_sqs_queue.a", actions: ["transmogrify"], before: {}, after: {} }] }, 20],
    [{}, 0],
  ])("of %j exits with %i", async (spec, code) => {
    const path = await file("plan.json", planJson(spec as Parameters<typeof planJson>[0]));

    const found = await review(path);

    expect(found.code).toBe(code);
    if (code === 20) expect(found.stdout).not.toMatch(/no changes/i);
  });

  it("says first that AWS would refuse it", async () => {
    const provider = [
      { lambda_managed_instances_capacity_provider_config: [{ capacity_provider_arn: "arn:aws:lambda:x" }] },
    ];
    const values = { function_name: "a", memory_size: 2048 };
    const change = {
      address: "aws_lambda_function.a",
      actions: ["update"],
      before: { ...values, capacity_provider_config: provider },
      after: { ...values, capacity_provider_config: [] },
    };

    const { code, stdout } = await review(await file("mode.json", planJson({ changes: [change] })));

    expect(code).toBe(10);
    expect(stdout.split("\n")[1]).toMatch(
      /^### Apply would fail: .*aws_lambda_function\.a.*removed from a function that exists/,
    );
  });

  it("reads a plan from standard input's file, with a byte order mark and Windows line ends", async () => {
    const text = JSON.stringify(planJson({}), undefined, 2).replaceAll("\n", "\r\n");

    const { code } = await review(await file("bom.json", `\uFEFF${text}`));

    expect(code).toBe(0);
  });

  it.each([
    ["an empty file", ""],
    ["half a file", '{"format_version": "1.2", "resource_changes": ['],
    ["a state", JSON.stringify({ version: 4, serial: 3, lineage: "a", resources: [] })],
    [
      "a stream",
      '{"@level":"info","@message":"Terraform 1.11.4","type":"version"}\n{"@level":"info","@message":"Plan"}\n',
    ],
    ["UTF-16", Buffer.from("\uFEFF{}", "utf16le")],
    [
      "a wrapper's noise",
      `[command]/usr/bin/terraform show -json\n${JSON.stringify({ format_version: "1.2" })}\n::debug::done`,
    ],
    ["an encrypted file", JSON.stringify({ meta: {}, encrypted_data: "AAAA", encryption_version: "v0" })],
    ["another format", JSON.stringify({ ...planJson({}), format_version: "2.0" })],
  ])("refuses %s in one line with an exit code of its own", async (_, content) => {
    const { code, stdout, stderr } = await review(await file("wrong.json", content));

    expect({ code, stdout }).toEqual({ code: 30, stdout: "" });
    expect(stderr).toMatch(/^\S*wrong\.json: /);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  const scan = (level: string, message = "Ensure it") => ({
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Checkov" } },
        results: [
          { ruleId: "CKV_1", level, message: { text: message }, locations: [at("aws_sns_topic.t")] },
          { ruleId: "CKV_1", level, message: { text: message }, locations: [at("aws_sns_topic.kept")] },
        ],
      },
    ],
  });
  const at = (fullyQualifiedName: string) => ({ logicalLocations: [{ fullyQualifiedName }] });
  const topics = planJson({
    changes: [
      { address: "aws_sns_topic.t", before: { name: "a" }, after: { name: "a", display_name: "b" } },
      { address: "aws_sns_topic.kept", before: { name: "k" }, after: { name: "k" } },
    ],
  });

  it("shows what scanners say of what changes, in one comment with its own findings", async () => {
    const [plan, one, two] = [
      await file("topics.plan.json", topics),
      await file("checkov.sarif", scan("error", "Is <b>open</b> to @all")),
      await file("tflint.sarif", { version: "2.1.0", runs: [{ tool: { driver: { name: "tflint" } }, results: [] }] }),
    ];
    const { code, stdout, stderr } = await review("--sarif-in", one, "--sarif-in", two, plan);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(
      "- `checkov`: 1 result on resources that change; 1 result on resources that do not change",
    );
    expect(stdout).toContain("- `tflint`: no results on resources that change");
    expect(stdout).toContain("- `aws_sns_topic.t`\n  - high, `checkov` `CKV_1`: Is &lt;b>open&lt;/b> to @&#8203;all\n");
    expect(stdout).not.toContain("`aws_sns_topic.kept`");
  });

  it.each([
    ["error", "high", 10],
    ["warning", "high", 0],
    ["warning", "medium", 10],
  ])("fails for a result of level %s with --sarif-fail-on %s: exit %i", async (level, severity, code) => {
    const files = ["--sarif-in", await file("level.sarif", scan(level)), await file("topics.plan.json", topics)];

    expect((await review("--sarif-fail-on", severity, ...files)).code).toBe(code);
  });

  it.each<[string, unknown, string]>([
    ["none.json", "checkov: 3 failed", "must be SARIF 2.1.0, as scanners write it, got text that is not JSON"],
    ["plan.sarif", planJson({}), "must be SARIF 2.1.0, as scanners write it, got JSON without runs"],
    ["old.sarif", { version: "1.0.0", runs: [] }, 'must be SARIF 2.1.0, as scanners write it, got version "1.0.0"'],
  ])("refuses %s as --sarif-in in one line", async (name, content, message) => {
    const path = await file(name, content);
    const { code, stdout, stderr } = await review("--sarif-in", path, await file("topics.plan.json", topics));

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.trimEnd()).toBe(`${path}: ${message}`);
  });

  it("names what it did not judge and price, and no cost where nothing has a price", async () => {
    const changes = [1, 2].map((index) => ({ address: `aws_mq_configuration.n${index}`, after: { name: "a" } }));
    const { stdout } = await review(await file("queue.plan.json", planJson({ changes })));

    expect(stdout).toContain("\nNot judged: 2 `aws_mq_configuration`.\nNot priced: 2 `aws_mq_configuration`.\n");
    expect(stdout).not.toContain("Cost per month");
  });

  it("prints no value that is marked sensitive, in any format", async () => {
    const secret = "hunter2-hunter2-hunter2";
    const path = await file(
      "secret.json",
      planJson({
        changes: [
          {
            address: "aws_lambda_function.a",
            type: "aws_lambda_function",
            actions: ["update"],
            before: { environment: [{ variables: { TOKEN: "old-token-of-ours" } }], description: "x" },
            after: { environment: [{ variables: { TOKEN: secret } }], description: `calls with ${secret}` },
            beforeSensitive: { environment: [{ variables: true }] },
            afterSensitive: { environment: [{ variables: { TOKEN: true } }] },
          },
        ],
      }),
    );

    for (const format of [[], ["--summary"], ["--json"], ["--format", "annotations"], ["--full"]]) {
      const { stdout, stderr } = await review(...format, path);
      if (!format.includes("annotations")) expect(stdout).not.toBe("");
      expect(`${stdout}${stderr}`).not.toMatch(/hunter2|old-token/);
    }
  });

  it.each([
    [["--fail-on", "worst"], "Allowed choices are critical, high, medium, low"],
    [["--at", "noon"], "--at: must be an instant such as"],
    [["--summary", "--fingerprint"], "--fingerprint: not together with --summary"],
    [["--sarif-fail-on", "high"], "--sarif-fail-on: only together with --sarif-in"],
    [["--windows", "nightly.json"], "--windows: must be <function>=<file>, got nightly.json"],
    [["--prices", "nowhere.json"], "nowhere.json: cannot be read"],
    [["--output", "/nowhere/a.md"], "--output /nowhere/a.md: cannot be written (ENOENT)"],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await review(...args, await file("plan.json", planJson({})));

    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
