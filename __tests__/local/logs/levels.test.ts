import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { LocalLambda } from "../../../local/lambda/service.ts";
import { keptAt } from "../../../local/logs/levels.ts";
import { handlerFolder } from "../../support/lambda/processes.ts";
import { ACCOUNT, eventLog, functionSpec, REGION } from "../../support/lambda/simulation.ts";

const HANDLER = `
export const handler = async () => {
  console.debug("a detail");
  console.info("as usual");
  console.warn("look");
  console.error("broken");
  process.stdout.write('{"_aws":{"CloudWatchMetrics":[]},"Ticks":1}\\n');
  process.stdout.write('{"level":"ERROR","message":"our own"}\\n');
  return process.env.AWS_LAMBDA_LOG_LEVEL;
};`;

const code = handlerFolder(HANDLER);
const logs = mkdtempSync(join(tmpdir(), "levels-"));
afterAll(() => {
  code.remove();
  rmSync(logs, { recursive: true });
});

/** What is in the log of a function with that level, and the lines that metrics are read from. */
async function printed(application: string) {
  const logFile = join(logs, application);
  const logLevels = { application, system: "INFO" };
  const told: string[] = [];
  const lambda = new LocalLambda([functionSpec({ ...code, logFile, logLevels })], [], {
    region: REGION,
    accountId: ACCOUNT,
    ...{ extraEnvironment: {}, launchSeconds: 0, workersPerEnvironment: 1 },
    report: eventLog().report,
    logged: (_group, message) => void told.push(message),
  });
  lambda.start();
  const { payload } = await lambda.invoke("video", "{}", "RequestResponse");
  await lambda.stop();
  const lines = readFileSync(logFile, "utf8").trim().split("\n");
  expect(lines.map((line) => line.split(" ").slice(2).join(" "))).toEqual(told);
  return { level: JSON.parse(payload), texts: told.map((line) => JSON.parse(line).message ?? "metrics") };
}

it.each([
  ["DEBUG", ["a detail", "as usual", "look", "broken", "metrics", "our own"]],
  ["INFO", ["as usual", "look", "broken", "metrics", "our own"]],
  ["WARN", ["look", "broken", "our own"]],
  ["ERROR", ["broken", "our own"]],
])("with level %s Lambda keeps %j", async (level, texts) => {
  expect(await printed(level)).toEqual({ level, texts });
});

it.each(["no JSON", '{"level":7}', '{"level":"loud"}', '{"level"', '{"a":{"level":"ERROR"}}', '["level"]'])(
  "%s says no level, and counts as INFO",
  (line) => {
    expect([keptAt("INFO")(line), keptAt("WARN")(line)]).toEqual([true, false]);
  },
);
