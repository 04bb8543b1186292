import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "@jest/globals";
import { handlerFolder, until } from "../../support/lambda/processes.ts";

const shim = fileURLToPath(new URL("../../../local/lambda/ricShim.cjs", import.meta.url));
const runtimeClient = createRequire(import.meta.url).resolve("aws-lambda-ric");
const cleanUps: (() => unknown)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

/** Runs one invocation against a Runtime API that cuts off the first answers; gives the answers that arrived. */
async function answersThrough(failures: number, mode: Record<string, string>) {
  const folder = handlerFolder("export const handler = async (event) => event;");
  const received: string[] = [];
  let cutOff = 0;
  let handedOut = false;
  const server = createServer((request, response) => {
    if (request.method === "GET" && handedOut) return;
    if (request.method === "GET") {
      handedOut = true;
      response.writeHead(200, {
        "Lambda-Runtime-Aws-Request-Id": "a",
        "Lambda-Runtime-Deadline-Ms": "0",
        "Lambda-Runtime-Invoked-Function-Arn": "arn",
      });
      response.end('{"answer":"ä"}');
    } else if (cutOff++ < failures) {
      request.socket.destroy();
    } else {
      request.on("data", (chunk) => received.push(String(chunk)));
      request.on("end", () => response.writeHead(202).end());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const child = spawn(process.execPath, ["--require", shim, runtimeClient, "index.handler"], {
    stdio: ["pipe", "ignore", "pipe"],
    env: {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      _HANDLER: "index.handler",
      LAMBDA_TASK_ROOT: folder.codeFolder,
      AWS_LAMBDA_FUNCTION_NAME: "video",
      AWS_LAMBDA_FUNCTION_VERSION: "1",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "2048",
      AWS_LAMBDA_LOG_GROUP_NAME: "group",
      AWS_LAMBDA_LOG_STREAM_NAME: "stream",
      AWS_LAMBDA_NODEJS_WORKER_COUNT: "1",
      ...mode,
    },
  });
  cleanUps.push(() => {
    child.kill("SIGKILL");
    server.closeAllConnections();
    server.close();
    folder.remove();
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  return { received, errors: () => errors };
}

describe.each([
  ["a managed", { AWS_LAMBDA_MAX_CONCURRENCY: "4" }],
  ["an ordinary", {}],
])("the runtime client's stand-in addon, in the environment of %s function", (_, mode: Record<string, string>) => {
  it("posts an answer again when the connection breaks", async () => {
    const { received } = await answersThrough(3, mode);

    await until("the answer arrives", () => received.length > 0);

    expect(received).toEqual(['{"answer":"ä"}']);
  });

  it("says so in the log when an answer is lost for good", async () => {
    const { received, errors } = await answersThrough(Number.POSITIVE_INFINITY, mode);

    await until("the loss is logged", () => errors().includes("\n"));

    expect(received).toEqual([]);
    expect(JSON.parse(errors())).toMatchObject({
      level: "ERROR",
      requestId: "a",
      message: expect.stringContaining("the response of invocation a was lost after 6 attempts"),
    });
  });
});
