// A data folder that is not as it was left, and folders that are none: one line that says where and what to do.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { videoClient } from "../support/http/videoClient.ts";
import { discard, type LocalRun, ROOT, startLocal, temporaryFolder } from "../support/local/system.ts";

const folder = temporaryFolder();
const data = (...path: string[]) => join(folder, "data", ...path);
let run: LocalRun | undefined;

beforeAll(async () => {
  run = await startLocal(folder, ["--launch-seconds", "0"]);
  const videos = videoClient(run.apiUrl);
  const { id } = await videos.create("kept");
  await videos.process(id);
  await videos.ended([id], 60);
  await run.end("SIGINT");
});

afterAll(() => discard(run, folder));

/** Starts, and waits for the end, which comes by itself. */
async function start(...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const given = ["--data", data(), "--out", join(folder, "out"), ...args];
  const child = spawn(process.execPath, ["scripts/start.ts", ...given], {
    cwd: ROOT,
    env: { ...process.env, LMI_AWS_PORT: "0", LMI_API_PORT: "0" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const cut = setTimeout(() => child.kill("SIGKILL"), 30_000);
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  clearTimeout(cut);
  return { code, stderr };
}

/** Replaces a file for as long as the test runs. */
async function damaged(path: string, change: (path: string) => void, test: () => Promise<void>): Promise<void> {
  const before = existsSync(path) ? readFileSync(path) : undefined;
  change(path);
  try {
    await test();
  } finally {
    rmSync(path, { recursive: true, force: true });
    if (before) writeFileSync(path, before);
  }
}

const write = (text: string) => (path: string) => writeFileSync(path, text);
const anyFile = (part: string, ending: string) =>
  data(part, readdirSync(data(part)).find((name) => name.endsWith(ending)) ?? "");

describe("a damaged data folder", () => {
  const unpacked = () => {
    const [hash = ""] = readdirSync(data("code"));
    return data("code", hash, "index.mjs");
  };
  const running = { executionArn: "a", stateMachineArn: "b", name: "c", status: "RUNNING", startDate: 1 };

  it.each<[string, () => string, (path: string) => void, string]>([
    ["scaling", () => data("scaling.json"), write("{"), "not JSON"],
    ["scaling", () => data("scaling.json"), write("[]"), "must be an object"],
    [
      "scaling",
      () => data("scaling.json"),
      write('{"f":{"min":-1,"max":1}}'),
      'f: must be min and max, whole numbers of 0–15000 with min ≤ max, 0 only as 0/0, got {"min":-1,"max":1}',
    ],
    ["scaling", () => data("scaling.json"), write('{"f":{"min":2,"max":1}}'), "min ≤ max"],
    ["scaling", () => data("scaling.json"), write('{"f":null}'), "got null"],
    ["executions", () => anyFile("executions", ".execution.json"), (path) => truncateSync(path, 20), "cannot be read"],
    ["executions", () => anyFile("executions", ".execution.json"), write("null"), "not what was written"],
    [
      "executions",
      () => anyFile("executions", ".execution.json"),
      write(JSON.stringify({ ...running, input: "{" })),
      "not what was written",
    ],
    ["executions", () => anyFile("executions", ".mapRun.json"), (path) => truncateSync(path, 20), "cannot be read"],
    ["executions", () => anyFile("executions", ".mapRun.json"), write('{"items":[]}'), "not what was written"],
    ["code", unpacked, rmSync, "missing, or cannot be read"],
    ["code", unpacked, write("export const handler = 1;"), "changed since it was unpacked"],
    [
      "logs",
      () => data("logs", "dev-video-scaler.log"),
      (path) => {
        rmSync(path, { force: true });
        mkdirSync(path);
      },
      "not a file",
    ],
    ["deployed", () => data("deployed.json"), write('{"arn":1}'), "not what was written"],
    ["dynamodb", () => data("dynamodb", "CURRENT"), write("nonsense"), "damaged"],
  ])("%s (case %#) is told with its file and what drops it", async (part, file, change, problem) => {
    const path = file();
    await damaged(path, change, async () => {
      const { code, stderr } = await start();

      expect(code).toBe(1);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toContain(part === "dynamodb" ? data("dynamodb") : path);
      expect(stderr).toContain(problem);
      expect(stderr).toContain(`start with --fresh=${part} to drop it`);
    });
  });

  it("is whole again without the part, and the others are kept", async () => {
    writeFileSync(data("scaling.json"), "{");
    run = await startLocal(folder, ["--launch-seconds", "0", "--fresh=scaling"]);
    const { body } = await videoClient(run.apiUrl).call("GET", "/videos");
    await run.end("SIGINT");

    expect(JSON.stringify(body)).toContain('"title":"kept"');
    expect(existsSync(data("scaling.json")) && readFileSync(data("scaling.json"), "utf8")).not.toBe("{");
  });

  it("may have the scaling configs of another environment's functions", async () => {
    writeFileSync(data("scaling.json"), JSON.stringify({ "prod-video-api": { min: 1, max: 2 } }));
    run = await startLocal(folder, ["--launch-seconds", "0"]);
    await run.end("SIGINT");

    expect(run.output()).toContain("scaling.json: prod-video-api is no function of dev; kept for the one that has it");
    expect(JSON.parse(readFileSync(data("scaling.json"), "utf8"))).toMatchObject({
      "prod-video-api": { min: 1, max: 2 },
    });
  });
});

describe("a folder that cannot be used", () => {
  it.each(["--data", "--out"])("%s is refused in one line before anything is done", async (option) => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    for (const path of [file, join(file, "below"), "/proc/none"]) {
      const { code, stderr } = await start(option, path);

      expect(code).toBe(2);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toContain(`${option}: must be a folder that can be written to, got ${path}`);
    }
  });

  it("nor can a part that does not exist be forgotten", async () => {
    expect(await start("--fresh=tables")).toEqual({
      code: 2,
      stderr:
        "--fresh: must be one of dynamodb, s3, executions, queues, code, logs, scaling, deployed (or alone, for all), got tables\n",
    });
  });
});
