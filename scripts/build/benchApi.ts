// The API's requests beside those of a bare handler: same process, same canned DynamoDB, 64 in flight. What is compared is CPU
// time, which is what a managed instance is paid for, and which other load of the machine changes little.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { OPTIONS } from "./bundles.ts";

const IN_FLIGHT = 64;
const ROUNDS = 9;
const STARTS = 25;

type Handler = (event: unknown, context: unknown) => Promise<{ readonly statusCode: number }>;

const request = (method: string, path: string, body?: object) => ({
  version: "2.0",
  routeKey: "$default",
  rawPath: path.split("?")[0],
  rawQueryString: path.split("?")[1] ?? "",
  headers: { host: "api.test", ...(body && { "content-type": "application/json" }) },
  requestContext: {
    requestId: "JKJaXmPLvHcESHA=",
    domainName: "api.test",
    http: { method, path: path.split("?")[0], protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "bench" },
  },
  ...(body && { body: JSON.stringify(body) }),
  isBase64Encoded: false,
});

const description = "What the video is about, in a sentence or two of the usual length.";
/** What is asked for, and how often in a round. */
const REQUESTS = {
  create: [
    request("POST", "/videos", { title: "The title of a video", description, sourceUrl: "s3://media/video.mp4" }),
    400,
  ],
  get: [request("GET", "/videos/01JDTQ5W7M0000000000000000"), 400],
  list: [request("GET", "/videos?limit=20"), 300],
  health: [request("GET", "/health"), 10_000],
} as const;

export type ApiRequest = keyof typeof REQUESTS;

/** Requests a second of CPU time, and how our own rate is to the bare handler's. */
export interface Rate {
  readonly ours: number;
  readonly bare: number;
  readonly ratio: number;
}

export interface ApiBench {
  readonly rates: Readonly<Record<ApiRequest, Rate>>;
  /** Until the module is loaded, in milliseconds of CPU time. */
  readonly start: { readonly ours: number; readonly bare: number };
  readonly kibibytes: number;
}

const VARIABLES = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
  AWS_LAMBDA_FUNCTION_NAME: "api",
  VIDEOS_TABLE: "videos",
  CAPACITY_TABLE: "capacity",
  MEDIA_BUCKET: "media",
  SOURCE_BUCKETS: "media",
  STATE_MACHINE_ARN: "arn:aws:states:eu-west-1:123456789012:stateMachine:runs",
  PROCESSOR_NAME: "processor",
  PROCESSOR_TIMEOUT_SECONDS: "600",
};

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of CPU time for one request, events and answers being text as in the runtime. */
async function cost(handler: Handler, [event, times]: readonly [unknown, number]): Promise<number> {
  let left: number = times;
  const text = JSON.stringify(event);
  const began = cpuMilliseconds();
  const client = async () => {
    while (left > 0) {
      left -= 1;
      const context = { awsRequestId: "b8f7a2f4", getRemainingTimeInMillis: () => 30_000 };
      const answer = await handler(JSON.parse(text), context);
      const { statusCode } = answer;
      JSON.stringify(answer);
      if (statusCode >= 300) throw new Error(`the handler answered ${statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  return (cpuMilliseconds() - began) / times;
}

function startOnce(module: string): number {
  const script = `await import(${JSON.stringify(module)}); const { user, system } = process.cpuUsage(); process.stdout.write(String((user + system) / 1000)); process.exit();`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  return Number(stdout);
}

/** The starts of both by turns, so that other load of the machine falls on both. */
function startsOf(ours: string, bare: string): ApiBench["start"] {
  const times = Array.from({ length: STARTS }, () => [startOnce(ours), startOnce(bare)] as const);
  return { ours: median(times.map(([one]) => one)), bare: median(times.map(([, one]) => one)) };
}

async function bundled(entry: string, out: string): Promise<number> {
  const isOurs = entry.startsWith("app/");
  const { outputFiles } = await build({ ...OPTIONS, ...(!isOurs && { alias: {}, plugins: [] }), entryPoints: [entry] });
  const contents = outputFiles[0]?.contents ?? new Uint8Array();
  writeFileSync(out, contents);
  return contents.length / 1024;
}

/** Runs both; the log lines of ours are written, to nowhere. */
export async function benchApi(): Promise<ApiBench> {
  const folder = mkdtempSync(join(tmpdir(), "api-bench-"));
  const dynamo = spawn(process.execPath, [fileURLToPath(new URL("cannedDynamo.ts", import.meta.url))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = await once(dynamo.stdout, "data");
  const variables = { ...VARIABLES, AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${String(port).trim()}` };
  Object.assign(process.env, variables);
  const write = process.stdout.write;
  try {
    const [ours, bare] = [join(folder, "api.mjs"), join(folder, "bare.mjs")];
    const kibibytes = await bundled("app/api/handler.ts", ours);
    await bundled("scripts/build/bareHandler.ts", bare);
    const start = startsOf(ours, bare);
    const handlers = [(await import(ours)).handler as Handler, (await import(bare)).handler as Handler] as const;
    process.stdout.write = () => true;
    const rates = {} as Record<ApiRequest, Rate>;
    for (const [name, what] of Object.entries(REQUESTS)) {
      const costs: [number, number][] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        costs.push([await cost(handlers[0], what), await cost(handlers[1], what)]);
      }
      costs.shift(); // the first round warms up
      const [mine, theirs] = [median(costs.map(([one]) => one)), median(costs.map(([, one]) => one))];
      rates[name as ApiRequest] = { ours: 1000 / mine, bare: 1000 / theirs, ratio: theirs / mine };
    }
    return { rates, start, kibibytes };
  } finally {
    process.stdout.write = write;
    dynamo.kill("SIGTERM");
    rmSync(folder, { recursive: true });
  }
}

/** The figures as lines of the bench. */
export async function apiRows(row: (what: string, figure: string, target: string) => void): Promise<void> {
  const { rates, start, kibibytes } = await benchApi();
  for (const [name, { ours, bare, ratio }] of Object.entries(rates)) {
    const target = name === "health" ? "at least 0.33" : "at least 1.2";
    const figures = `${ours.toFixed(0)} : ${bare.toFixed(0)}`;
    row(`API ${name} a CPU second, ours : bare handler`, figures, `${ratio.toFixed(2)}, ${target}`);
  }
  const started = `${start.ours.toFixed(0)} : ${start.bare.toFixed(0)} ms`;
  row("API start, CPU, ours : bare handler", started, `${(start.ours / start.bare).toFixed(2)}, at most 1`);
  row("API bundle", `${kibibytes.toFixed(0)} KiB`, "at most 600 KiB");
}
