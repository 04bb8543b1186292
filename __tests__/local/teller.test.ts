import { describe, expect, it } from "@jest/globals";
import { createTeller } from "../../local/teller.ts";
import { ManualClock } from "../support/lambda/simulation.ts";

const served = (milliseconds: number, status = 200) => ({ method: "GET", path: "/videos", status, milliseconds });
const PROCESSOR = "dev-video-processor";

function setUp(isVerbose: boolean) {
  const clock = new ManualClock();
  const lines: string[] = [];
  const { narration } = createTeller({
    print: (line) => lines.push(line.slice(10).replaceAll(/ {2,}/g, " ")),
    isVerbose,
    clock,
  });
  return { clock, lines, narration };
}

/** A function that comes up, is asked for something, and loses an environment. */
function play({ narration }: ReturnType<typeof setUp>): void {
  const of = { function: PROCESSOR, environment: 1 };
  narration.lambda({
    kind: "scaling-requested",
    function: PROCESSOR,
    from: { min: 0, max: 0 },
    to: { min: 1, max: 4 },
  });
  narration.lambda({ kind: "environment-launching", ...of });
  narration.lambda({ kind: "state-changed", function: PROCESSOR, from: "Deactivated", to: "Pending" });
  narration.lambda({ kind: "environment-ready", ...of, pid: 7, initMilliseconds: 3 });
  narration.lambda({ kind: "environment-lost", ...of, pid: 7, inFlight: 2, reason: "signal: SIGKILL" });
  for (let index = 1; index <= 100; index += 1) narration.request(served(index));
  narration.request(served(500, 503));
}

describe("the terminal", () => {
  it("has a line per change of capacity, and one a second for all requests, errors in full", async () => {
    const set = setUp(false);
    play(set);
    await set.clock.advance(1);

    expect(set.lines).toEqual([
      `${PROCESSOR} scaling config 0/0 → 1/4 requested`,
      `${PROCESSOR} environment 1 lost (signal: SIGKILL) with 2 invocations`,
      "http GET /videos 503 500 ms",
      "http 101 requests, p50 51 ms, p95 96 ms, 1 failed or throttled",
    ]);
  });

  it("tells everything with --verbose", async () => {
    const set = setUp(true);
    play(set);
    await set.clock.advance(1);

    expect(set.lines).toHaveLength(5 + 101);
    expect(set.lines[3]).toBe(`${PROCESSOR} environment 1 ready, pid 7`);
  });

  it("has one line for a run, when it has ended", () => {
    const { lines, narration } = setUp(false);
    const run = { executionArn: "a", stateMachineArn: "m", name: "now-1", startDate: 0, input: "{}" };
    narration.execution({ ...run, status: "RUNNING" });
    narration.execution({ ...run, status: "FAILED", stopDate: 2_500, error: "Boom", cause: "no reason" });

    expect(lines).toEqual(["workflow now-1 FAILED after 2.5 s: Boom, no reason"]);
  });
});
