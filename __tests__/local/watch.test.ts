// npm start -- --watch as a developer has it: save a file, and ask again.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { withEngineOf } from "../../scripts/scale/quickEngine.ts";
import { discard, eventually, type LocalRun, startLocal, temporaryFolder } from "../support/local/system.ts";

let folder: string;
let run: LocalRun;
let file: string;

beforeAll(async () => {
  folder = temporaryFolder();
  const copy = withEngineOf(50, folder);
  file = join(copy, "app", "api", "app.ts");
  run = await startLocal(folder, ["--watch"], copy);
}, 120_000);

afterAll(() => discard(run, folder));

const health = async () => (await fetch(`${run.apiUrl}/health`)).text();

function save(from: RegExp, to: string): void {
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
}

const told = (line: RegExp) =>
  eventually(
    String(line),
    20,
    () => (line.test(run.output()) ? true : undefined),
    () => run.output().slice(-2_000),
  );

it("publishes what is saved; what does not compile or does not start is told, and the code before stays", async () => {
  expect(await health()).toBe('{"status":"ok"}');
  save(/status: "ok"/, 'status: "better"');
  await told(/watch +dev-video-api published, in use [\d.]+ s after it was saved/);
  expect(await health()).toBe('{"status":"better"}');

  save(/status: "better"/, 'status: "worse" }');
  await told(/error +app\/api\/app\.ts:\d+: .*; the code before stays/);
  expect(await health()).toBe('{"status":"better"}');

  save(/status: "worse" \}/, 'status: "worst"');
  save(/export function createApp/, 'throw new Error("no start");\nexport function createApp');
  await told(/dev-video-api: what was saved does not start; the code before stays: .*no start/);
  expect(await health()).toBe('{"status":"better"}');

  save(/throw new Error\("no start"\);\n/, "");
  await eventually("the mended code", 20, async () => ((await health()) === '{"status":"worst"}' ? true : undefined));
}, 120_000);
