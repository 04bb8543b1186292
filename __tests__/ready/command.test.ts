import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { lmi } from "../support/lmi/lmiCommand.ts";
import { HANDLERS, ready } from "../support/ready/ready.ts";

const folder = mkdtempSync(join(tmpdir(), "lmi-ready-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const events = join(HANDLERS, "events.jsonl");
const right = join(HANDLERS, "right/response.mjs");

describe("lmi ready refuses in one line", () => {
  it.each([
    ["code that is not there", () => ["nowhere"], /^nowhere: must be a folder, a \.zip or a file, but is not there\n$/],
    [
      "sources",
      () => [file("a.ts", "")],
      /a\.ts: must be a folder, a \.zip or a \.js, \.mjs, \.cjs file; bundle other sources first\n$/,
    ],
    ["what is no zip", () => [file("a.zip", "x")], /a\.zip: is no zip that can be read/],
    [
      "a handler without export",
      () => [right, "--handler", "index"],
      /^--handler: must be a module and its export, such as index\.handler, got index\n$/,
    ],
    [
      "a module that is not there",
      () => [right, "--handler", "none.handler"],
      /^--handler none\.handler: .* has no such module/,
    ],
    ["events that are no JSON", () => [right, "--events", file("e.jsonl", "{")], /^--events e\.jsonl:1: is not JSON: /],
    [
      "events that are not there",
      () => [right, "--events", "none"],
      /^--events: must be a folder, a \.jsonl or a \.json file, but none is not there\n$/,
    ],
    ["a seed", () => [right, "--seed", "x"], /^--seed: must be a whole number from 0 to 2147483647, got x\n$/],
    [
      "variables",
      () => [right, "--variables", file("v.env", "a b")],
      /^--variables .*v\.env: lines must be NAME=value, got a b\n$/,
    ],
    [
      "a stub without function",
      () => [right, "--stub", file("s.mjs", "")],
      /^--stub .*s\.mjs: must export a default function of a request\n$/,
    ],
    ["answers that are none", () => [right, "--stub", file("s.json", "{}")], /^--stub .*s\.json: /],
    ["stacks that are not there", () => [right, "--synthesized", join(folder, "none")], /^--synthesized .*none: /],
  ])("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await lmi(["ready", "--events", events, ...args()]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });
});

describe("lmi ready", () => {
  it("does not call what never waits, or has three events, ready", async () => {
    const code = file("plain.mjs", "export const handler = (event) => ({ id: event.id });");
    const few = file("few.jsonl", '{"id":"first"}\n{"id":"second"}\n{"id":"third"}');

    const { verdict, exit, findings } = await ready(code, "--events", few, "--workers", "1");

    expect({ verdict, exit }).toEqual({ verdict: "not-shown", exit: 3 });
    expect(findings.map(({ code }) => code)).toEqual(["few-events", "not-interleaved"]);
  });

  it("leads http, https, HTTP/2 and fetch to the stub, and refuses a database", async () => {
    const code = file(
      "reaching.mjs",
      `import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import net from "node:net";
import { lookup } from "node:dns/promises";

const get = (client, url) => new Promise((resolve, reject) => {
  client.get(url, (answer) => answer.resume().on("end", () => resolve(answer.statusCode))).on("error", reject);
});
const second = (orderId) => new Promise((resolve, reject) => {
  const session = http2.connect("https://bedrock-runtime.us-east-1.amazonaws.com").on("error", reject);
  const stream = session.request({ ":method": "POST", ":path": "/model/m/invoke" }).on("error", reject);
  let text = "";
  stream.on("data", (part) => { text += part; }).on("end", () => session.close(() => resolve(JSON.parse(text).about)));
  stream.end(orderId);
});
const database = () => new Promise((resolve) => net.connect(5432, "db.example.com").on("error", ({ code }) => resolve(code)));

export const handler = async ({ orderId }) => ({
  orderId,
  http: await get(http, "http://a.example.com/x"),
  https: await get(https, "https://a.example.com/x"),
  fetch: (await fetch("https://a.example.com/x")).status,
  second: await second(orderId),
  database: await database(),
  address: (await lookup("a.example.com")).address,
});`,
    );
    const stub = file(
      "reached.mjs",
      `export default ({ service, operation, host, body }) => {
  if (host === "a.example.com" && operation === "GET /x") return { status: 203, body: { ok: true } };
  if (service === "bedrock-runtime" && operation === "POST /model/m/invoke") return { body: { about: body } };
};`,
    );
    const ofAnswers = file(
      "ofAnswers.mjs",
      `import { handler as reach } from "./reaching.mjs";
export const handler = async (event) => {
  const { orderId, second, ...seen } = await reach(event);
  if (second !== orderId) throw new Error(second);
  if (JSON.stringify(seen) !== '{"http":203,"https":203,"fetch":203,"database":"ECONNREFUSED","address":"203.0.113.1"}') throw new Error(JSON.stringify(seen));
  return { orderId };
};`,
    );

    const { verdict, findings } = await ready(ofAnswers, "--stub", stub, "--workers", "1");

    expect(findings).toMatchObject([{ level: "hint", code: "raw-tcp", what: "db.example.com:5432 was asked for" }]);
    expect({ verdict, code }).toEqual({ verdict: "ready", code });
  });

  it("names libraries that are known to mix invocations up, with a source", async () => {
    const code = join(folder, "above/libraries");
    const install = (below: string, name: string, version: string) => {
      const path = join(folder, below, "node_modules", name);
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, "package.json"), JSON.stringify({ version }));
      writeFileSync(join(path, "index.js"), "exports.name = 1;");
    };
    install("above/libraries", "pino-lambda", "4.4.1");
    install("above", "aws-xray-sdk-core", "3.12.0"); // loaded, as in a workspace
    install("above", "serverless-mysql", "2.1.0"); // only there
    install("above/libraries", "@aws-lambda-powertools/logger", "2.34.0");
    install("above/libraries", "@aws-lambda-powertools/tracer", "2.34.0");
    writeFileSync(join(code, "index.mjs"), `import "aws-xray-sdk-core";\n${readFileSync(right)}`);
    const variables = file("newrelic.env", "NEW_RELIC_LAMBDA_HANDLER=index.handler\n");

    const { verdict, findings } = await ready(code, "--workers", "1", "--variables", variables);

    const source = expect.stringMatching(/^https:/);
    expect(verdict).toBe("ready");
    expect(findings).toMatchObject([
      {
        level: "warning",
        subject: "aws-xray-sdk-core",
        what: expect.stringMatching(/; right: no release yet$/),
        source,
      },
      {
        code: "known-library",
        subject: "@aws-lambda-powertools/logger",
        what: expect.stringMatching(/; right: from 2\.35\.0$/),
      },
      { subject: "pino-lambda", source },
      { subject: "newrelic", what: expect.stringMatching(/^newrelic of a layer: /) },
    ]);
  });

  it("writes a page that draws how two invocations met, and SARIF with their places", async () => {
    const [html, sarif] = [join(folder, "r.html"), join(folder, "r.sarif")];
    const path = join(HANDLERS, "wrong/awaitedPrivateField.cjs");

    const { meetings } = await ready(path, "--workers", "1", "--html", html, "--sarif", sarif);
    const page = readFileSync(html, "utf8");
    const [run] = JSON.parse(readFileSync(sarif, "utf8")).runs;

    expect(meetings[0]?.lanes.map(({ from, to }) => to > from)).toEqual([true, true]);
    expect(page).toContain('<svg class="chart" viewBox="0 0 640 128"');
    expect(page).not.toMatch(/<script/);
    expect(run.results[0]).toMatchObject({ level: "error", ruleId: "module-state" });
    const [{ physicalLocation }] = run.results[0].locations;
    expect(physicalLocation.artifactLocation.uri).toMatch(/wrong\/awaitedPrivateField\.cjs$/);
    expect(physicalLocation.region).toEqual({ startLine: 14 });
    expect(run.results[0].message.text).toMatch(/ \(\d+ of \d+\)\. /);
    expect(run.results[1]).toMatchObject({
      ruleId: "other-data-in-answer",
      properties: { seed: 1, events: [expect.any(String), expect.any(String)] },
      locations: [
        { physicalLocation: { artifactLocation: physicalLocation.artifactLocation, region: { startLine: 16 } } },
      ],
    });
  });

  it.each([
    [
      "throws at init",
      "const load = () => {\n  throw new TypeError('no table');\n};\nexport const handler = load();",
      2,
    ],
    ["is no JavaScript", "export const one = 1;\n\nexport const handler = async () => 1 +;", 3],
  ])("says where code is that %s", async (_, text, line) => {
    const { verdict, findings } = await ready(file("fails.mjs", text), "--workers", "1");

    expect(verdict).toBe("not-ready");
    expect(findings).toMatchObject([{ code: "init-fails", place: { file: "fails.mjs", line } }]);
  });

  it("says how to play the same again, with all that has been given", async () => {
    const more = ["--workers", "1", "--seed", "7", "--timeout-seconds", "3", "--memory-mb", "512"];

    const { stdout } = await lmi(["ready", file("broken.mjs", "throw 1"), "--events", events, ...more]);

    const [, replay = ""] = /^The same again: lmi (.*)$/m.exec(stdout) ?? [];
    expect(replay).toContain("--seed 7 --workers 1 --memory-mb 512 --timeout-seconds 3");
  });

  it("gives its figures to lmi cost size", async () => {
    const { figures } = await ready(right, "--workers", "1");
    const path = file("ready.json", JSON.stringify({ figures }));

    const { code, stdout } = await lmi(["cost", "size", "--from", path, "--requests-per-month", "300M", "--json"]);
    const refused = await lmi(["cost", "size", "--from", file("other.json", "{}"), "--requests-per-month", "1"]);

    expect(figures?.durationMs).toBeGreaterThan(3);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).block.maxConcurrency).toBeGreaterThan(1);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/other\.json: must be what lmi ready --json/),
    });
  });
});
