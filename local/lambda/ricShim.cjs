// Preloaded into an execution environment, before AWS's runtime client: stands in for the client's native addon, which is not
// built here, by node:http; and ends the process when the one that started it is gone, so that nothing is left behind.
"use strict";

const http = require("node:http");
const fs = require("node:fs");
const Module = require("node:module");
const { Worker, isMainThread } = require("node:worker_threads");

const ADDON = "./rapid-client.node";
const POST_ATTEMPTS = 6;
const FIRST_RETRY_MILLISECONDS = 50;
const MachineDate = Date;
const multiConcurrent = process.env.AWS_LAMBDA_MAX_CONCURRENCY !== undefined;

const endpoint = new URL(`http://${process.env.AWS_LAMBDA_RUNTIME_API}`);
const agent = new http.Agent({ keepAlive: true });
const posting = new Set();

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        agent,
        method,
        host: endpoint.hostname,
        port: endpoint.port,
        path: `/2018-06-01/runtime/invocation/${path}`,
        headers:
          body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      },
      (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode,
            headers: response.headers,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

// The time that this thread sees may be another than the machine's. Date is replaced only once it is: who took Date.now before
// that keeps the machine's.
let clockSkew = 0;

function seeTime(milliseconds) {
  if (milliseconds === clockSkew) return;
  clockSkew = milliseconds;
  if (globalThis.Date !== MachineDate) return;
  const now = () => MachineDate.now() + clockSkew;
  globalThis.Date = new Proxy(MachineDate, {
    apply: () => new MachineDate(now()).toString(),
    construct: (target, given, newTarget) => Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
  });
}

async function next() {
  // The addon posts synchronously. With one invocation at a time, asking for more before the last answer is out would differ.
  if (!multiConcurrent) await Promise.all(posting);
  for (;;) {
    const { status, headers, body } = await call("GET", "next");
    seeTime(Number(headers["lambda-runtime-local-clock-skew-ms"] ?? 0));
    if (status === 200) return { bodyJson: body, headers };
    // Only to be heard, or to say what the time is: the local Runtime API wants the thread to ask again.
    if (status !== 204) throw new Error(`GET next: got ${status}`);
  }
}

async function deliver(id, kind, body) {
  let last;
  for (let attempt = 0; attempt < POST_ATTEMPTS; attempt++) {
    if (attempt > 0) await new Promise((wake) => setTimeout(wake, FIRST_RETRY_MILLISECONDS * 2 ** (attempt - 1)));
    try {
      const { status } = await call("POST", `${id}/${kind}`, body);
      if (status < 500) return;
      last = `status ${status}`;
    } catch (error) {
      last = String(error);
    }
  }
  const message = `the ${kind} of invocation ${id} was lost after ${POST_ATTEMPTS} attempts: ${last}`;
  fs.writeSync(
    2,
    `${JSON.stringify({ timestamp: new Date().toISOString(), level: "ERROR", requestId: id, message })}\n`,
  );
}

function post(id, kind, body) {
  const delivery = deliver(id, kind, body).finally(() => posting.delete(delivery));
  posting.add(delivery);
}

seeTime(Number(process.env.LMI_LOCAL_CLOCK_SKEW_MS ?? 0));

const rapidClient = {
  next,
  done: (id, body) => post(id, "response", body),
  error: (id, body) => post(id, "error", body),
};

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === ADDON ? rapidClient : load.call(this, request, ...rest);
};

// The parent holds the other end of stdin and never writes: its end is the parent's end. The process leads its own group, so
// what a handler spawned goes with it.
function endGroup() {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.kill(process.pid, "SIGKILL");
  }
}

if (isMainThread && multiConcurrent) {
  process.stdin
    .on("error", () => {})
    .on("close", endGroup)
    .resume();
  process.stdin.unref();
}
if (isMainThread && !multiConcurrent) {
  // Here the handler has the main thread, and may block it for ever: a thread of its own watches.
  const watch = `${endGroup}
    const { Socket } = require("node:net");
    new Socket({ fd: 0, readable: true, writable: false }).on("error", () => {}).on("close", endGroup).resume();`;
  new Worker(watch, { eval: true, execArgv: [], env: {} }).unref();
}
