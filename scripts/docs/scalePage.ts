// docs/scale.md, out of what scripts/scale/measure.ts measured and the prices and limits that the code knows.
import { readFileSync } from "node:fs";
import { US_EAST_1 } from "../../cost/prices/usEast1.ts";
import { MEASURED_FILE, MEASURED_SERVICE, type Measured } from "../scale/measure.ts";
import { CAPACITY_TABLE, VIDEOS_TABLE } from "../scale/tables.ts";

/** What one partition key value of a table or an index takes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const WRITES_PER_KEY = 1_000;
/** In us-east-1, us-west-2 and eu-west-1; 800 elsewhere. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const TRANSITIONS_PER_SECOND = 5_000;
/** `table/index/key` */
const KEY_PARTS = 3;
/** Memory and duration with which an invocation of the scaler or dispatcher is priced. */
const SMALL = { gib: 0.25, seconds: 0.5 };
/** `POST /videos` and `POST /videos/{id}/process`. */
const REQUESTS_PER_VIDEO = 2;

const figure = (value: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });

const sum = (units: Readonly<Record<string, number>>) =>
  Object.values(units).reduce((total, value) => total + value, 0);

/** Parts of the cost of 1,000 videos besides the work itself, in USD, without the free tier. */
export function costOf(measured: Measured): Readonly<Record<string, number>> {
  const { lambda, dynamoDb, stepFunctions, httpApi } = US_EAST_1;
  const per = 1_000 / measured.videosPerMinute;
  const small =
    lambda.usdPerMillionRequests / 1e6 + SMALL.gib * SMALL.seconds * (lambda.usdPerGbSecond.arm64[0]?.usd ?? 0);
  return {
    "state transitions": measured.transitionsPerVideo * stepFunctions.usdPerThousandTransitions,
    "DynamoDB writes": (sum(measured.written) * per * dynamoDb.usdPerMillionWrites) / 1e6,
    "DynamoDB reads": (sum(measured.read) * per * dynamoDb.usdPerMillionReads) / 1e6,
    "scaler and dispatcher": (measured.scaler + measured.dispatcher) * per * small,
    "HTTP API": (REQUESTS_PER_VIDEO * 1_000 * (httpApi.usdPerMillionRequests[0]?.usd ?? 0)) / 1e6,
  };
}

/** Rates of videos a minute at which something gives, lowest first, with what to change then. */
export function limitsOf(
  measured: Measured,
): readonly { readonly what: string; readonly rate: number; readonly advice: string }[] {
  const perVideo = (units = 0) => units / measured.videosPerMinute;
  const { perEnvironment, lease, videoSeconds } = MEASURED_SERVICE;
  const [hottest = "", units = 0] =
    Object.entries(measured.written)
      .filter(([name]) => name.split("/").length === KEY_PARTS)
      .toSorted(([, a], [, b]) => b - a)[0] ?? [];
  return [
    {
      what: `${lease.max} environments of ${perEnvironment}, a video taking ${videoSeconds} s`,
      rate: (lease.max * perEnvironment * 60) / videoSeconds,
      advice: "a larger `functions.processor.lease.max` with a vCPU cap for it: what comes faster waits",
    },
    {
      what: `${figure(WRITES_PER_KEY)} write units a second of one key: \`${hottest}\``,
      rate: (WRITES_PER_KEY * 60) / perVideo(units),
      advice: "spread this key over several, and merge what is read of them",
    },
    {
      what: `${figure(TRANSITIONS_PER_SECOND)} state transitions a second`,
      rate: (TRANSITIONS_PER_SECOND * 60) / measured.transitionsPerVideo,
      advice: "nothing is lost: Step Functions lets executions wait. Ask AWS for a higher quota",
    },
  ].toSorted((a, b) => a.rate - b.rate);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

/** The page as it should be. */
export function scalePage(measured = JSON.parse(readFileSync(MEASURED_FILE, "utf8")) as readonly Measured[]): string {
  const line = (what: string, of: (at: Measured) => number) => [what, ...measured.map((at) => figure(of(at)))];
  const keys = [...new Set(measured.flatMap(({ written }) => Object.keys(written)))].toSorted();
  const heads = ["videos a minute", ...measured.map(({ videosPerMinute }) => figure(videosPerMinute))];
  const last = measured.at(-1);
  const parts = last ? Object.keys(costOf(last)) : [];
  const { launchSeconds, videoSeconds, perEnvironment, graceSeconds } = MEASURED_SERVICE;
  return [
    "# Scale",
    "",
    "What the service takes of AWS besides the work itself, and what gives first. Written by `npm run docs` from a run of the deployed code and the",
    `deployed state machine in virtual time (\`node scripts/scale/measure.ts\`): instances launch in ${launchSeconds} s, a video takes ${videoSeconds} s, ${perEnvironment} at once in an`,
    `environment, ${graceSeconds} s of grace. The load is steady for ${measured.map(({ minutes }) => minutes).join(", ")} minutes; what is counted goes on until capacity is at 0/0 again.`,
    "",
    ...table(heads, [
      line("videos that failed", ({ failed }) => failed),
      line("median wait, launch included, s", ({ medianWaitSeconds }) => medianWaitSeconds),
      line("executions a minute", ({ executions }) => executions),
      line("executions in the fullest 10 s", ({ mostExecutions }) => mostExecutions),
      line("state transitions per video", ({ transitionsPerVideo }) => transitionsPerVideo),
      line("control-plane calls a minute", ({ controlPlaneCalls }) => controlPlaneCalls),
      line("control-plane calls in the fullest second", ({ mostControlPlaneCalls }) => mostControlPlaneCalls),
      line("invocations of the scaler a minute", ({ scaler }) => scaler),
      line("invocations of the dispatcher a minute", ({ dispatcher }) => dispatcher),
      line("largest item of the videos table, bytes", ({ largestItems }) => largestItems[VIDEOS_TABLE] ?? 0),
      line("largest item of the capacity table, bytes", ({ largestItems }) => largestItems[CAPACITY_TABLE] ?? 0),
    ]),
    "",
    "## DynamoDB",
    "",
    "Write units a second, by table, and by index and key. In its table a video is a key of its own; an index has a key for each status or queue, and",
    "the capacity table one for each function.",
    "",
    ...table(
      heads,
      keys.map((key) => line(`\`${key}\``, ({ written }) => (written[key] ?? 0) / 60)),
    ),
    "",
    "## Cost of 1,000 videos, USD",
    "",
    `Prices of ${US_EAST_1.region} of ${US_EAST_1.date}, without the free tier; an invocation of the scaler or dispatcher counts as ${SMALL.seconds} s with ${SMALL.gib * 1024} MiB.`,
    "",
    ...table(heads, [
      ...parts.map((part) => line(part, (at) => costOf(at)[part] ?? 0)),
      line("in all", (at) => sum(costOf(at))),
    ]),
    "",
    "## What gives first",
    "",
    ...table(
      ["limit", "videos a minute", "what to change then"],
      (last ? limitsOf(last) : []).map(({ what, rate, advice }) => [what, figure(rate), advice]),
    ),
    "",
  ].join("\n");
}
