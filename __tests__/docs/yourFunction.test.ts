// docs/your-function.md, done as it says: its files in a copy of this repository, npm start, a lease, an invocation, and back to zero.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { copyRepositoryTo } from "../../scripts/scale/repositoryCopy.ts";
import { discard, eventually, type LocalRun, ROOT, startLocal, temporaryFolder } from "../support/local/system.ts";

const PAGE = readFileSync(join(ROOT, "docs/your-function.md"), "utf8");

/** The code blocks of the page, by language, in their order. */
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)]
    .filter(([, of]) => of === language)
    .map(([, , text]) => String(text));

const [HANDLER_FILE = ""] = /`(app\/words\/handler\.ts)`/.exec(PAGE)?.slice(1) ?? [];
const [handler = "", entry = "", queued = "", queueHandler = ""] = blocks("ts");
const commands = blocks("sh").flatMap((text) => text.trim().split("\n"));

let folder: string;
let run: LocalRun | undefined;

beforeEach(() => {
  folder = temporaryFolder();
  run = undefined;
});

afterEach(() => discard(run, folder));

/** A clone with the page's files. */
function cloneWithFunction(entryText = entry, handlerText = handler): string {
  const clone = join(folder, "clone");
  copyRepositoryTo(clone);
  mkdirSync(dirname(join(clone, HANDLER_FILE)), { recursive: true });
  writeFileSync(join(clone, HANDLER_FILE), handlerText);
  const dev = join(clone, "stacks/config/dev.ts");
  writeFileSync(dev, readFileSync(dev, "utf8").replace(/^ {2}functions: \{\n/m, `$&${entryText}`));
  return clone;
}

it("a function from docs/your-function.md goes from 0 to 1, counts words, and goes to 0", async () => {
  const clone = cloneWithFunction();
  expect(commands[0]).toBe("npm start");
  run = await startLocal(folder, [], clone);
  const { awsUrl, output } = run;
  const credentials = { accessKeyId: "any", secretAccessKey: "any" };
  const client = new LambdaClient({ endpoint: awsUrl, region: "us-east-1", credentials });
  const env = { ...process.env, AWS_ENDPOINT_URL: awsUrl };
  const lmi = async (of: string) => {
    const [program = "", ...args] = commands.find((command) => command.includes(of))?.split(" ") ?? [];
    return (await promisify(execFile)(program, args, { cwd: clone, env })).stdout;
  };
  await eventually(
    "the function to be deactivated",
    40,
    () => (/dev-video-words +Deactivating → Deactivated/.test(output()) ? true : undefined),
    output,
  );

  expect(await lmi("scale up")).toContain("settled, requested none, applied 1/2, state Active");

  const invocation = commands.find((command) => command.startsWith("aws lambda invoke")) ?? "";
  const [, name, payload] = /--function-name (\S+) --payload '([^']+)'/.exec(invocation) ?? [];
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: payload ?? "" }),
  );
  expect({ FunctionError, answer: Buffer.from(Payload ?? []).toString() }).toEqual({
    answer: blocks("json")[0]?.trim(),
  });
  await eventually("what it printed", 10, () =>
    readFileSync(join(folder, "data/logs/dev-video-words.log"), "utf8").includes("counted 4 words") ? true : undefined,
  );

  await lmi("scale down");
  expect(await lmi("scale status")).toContain("Deactivated, settled");
  expect(output()).toMatch(
    /Deactivated → Pending[\s\S]*Pending → Active[\s\S]*Active → Deactivating[\s\S]*→ Deactivated/,
  );
  rmSync(clone, { recursive: true, force: true });
});

it("the queue of docs/your-function.md calls it, keeps what is poison for the dead letters, and outlives a restart", async () => {
  // Quick to come back, so that the test need not wait.
  const quick = queued.replace("queue: {}", "queue: { visibilityTimeoutSeconds: 30, maxReceiveCount: 1 }");
  const clone = cloneWithFunction(entry.replace(/^ {6}scaling:.*\n/m, quick), queueHandler);
  run = await startLocal(folder, [], clone);
  const clientOf = (endpoint: string) =>
    new SQSClient({ endpoint, region: "us-east-1", credentials: { accessKeyId: "any", secretAccessKey: "any" } });
  const logFile = join(folder, "data/logs/dev-video-words.log");
  const log = () => (existsSync(logFile) ? readFileSync(logFile, "utf8") : "");
  const [, QueueName] = /--queue-name (\S+)/.exec(PAGE) ?? [];
  const [, MessageBody] = /--message-body "([^"]+)"/.exec(PAGE) ?? [];
  let client = clientOf(run.awsUrl);
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: " " }));
  await eventually("both messages", 20, () =>
    ["counted 4 words", "counted 0 words"].every((line) => log().includes(line)) ? true : undefined,
  );
  // What was counted is deleted only after it was logged: killed in between, it would come again.
  await eventually("the poison alone to be left", 20, async () => {
    const AttributeNames = ["ApproximateNumberOfMessages" as const, "ApproximateNumberOfMessagesNotVisible" as const];
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes?.[name]), 0) === 1 ? true : undefined;
  });
  client.destroy();
  await run.end("SIGKILL");

  run = await startLocal(folder, [], clone);
  client = clientOf(run.awsUrl);
  const again = (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
  const dead = (await client.send(new GetQueueUrlCommand({ QueueName: "dev-video-words-dead-letters" }))).QueueUrl;
  const counted = async () => {
    const AttributeNames = ["ApproximateNumberOfMessages" as const];
    const command = new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames });
    return (await client.send(command)).Attributes?.ApproximateNumberOfMessages === "1" ? true : undefined;
  };
  await client.send(new SendMessageCommand({ QueueUrl: again, MessageBody: "one two three" }));
  await eventually("the message after the restart", 20, () => (log().includes("counted 3 words") ? true : undefined));
  await eventually("the dead letter", 45, counted, run.output);
  client.destroy();
});
