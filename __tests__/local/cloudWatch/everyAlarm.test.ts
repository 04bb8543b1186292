// Each alarm of an environment, by what causes it: seen to fire within the time that its definition leaves, and to clear when the
// cause has gone. The causes are those of the runbook: a fault, or what the metric's own source says of it.
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { accidentMetrics, queueMetrics } from "../../../app/dispatcher/metrics.ts";
import { emit } from "../../../app/shared/metrics.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { type WatchedSystem, watchedSystem } from "../../support/local/watchedSystem.ts";
import { WITH_ALARMS } from "../../support/stacks/alarmed.ts";
import { environmentInput } from "../../support/stacks/environments.ts";
import { removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

const environment = defineEnvironment(environmentInput({ name: "alarmed", ...WITH_ALARMS }));
const { folder } = synthesise([environment]);
const PREFIX = "alarmed-video-alarm-";

let system: WatchedSystem;
beforeEach(async () => {
  system = await watchedSystem(environment, folder);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await system.close();
});
afterAll(removeTemporaryFolders);

/** What happens in each minute while the cause is there; `ends` is what ends it, and may say what happens afterwards. */
interface Story {
  /** Before the first minute. */
  readonly begins?: (of: string) => unknown;
  readonly minute?: (of: string) => unknown;
  readonly ends?: (of: string) => unknown;
  readonly after?: () => unknown;
}

const fn = (of: string) => system.nameOf(of);
const sweep = (answer: Readonly<Record<string, number | string>>) =>
  system.by(system.names.dispatcher, () => {
    emit("queue", queueMetrics(answer));
    emit("accidents", accidentMetrics(answer));
  });
let end = () => {};
const throttled = {
  begins: () => {
    end = system.fault({ kind: "throttle", values: { service: "lambda", operation: "Invoke", rate: 0.5, seed: 1 } });
  },
  ends: () => end(),
};
const tick = () => system.tick();

const STORIES: Readonly<Record<string, Story>> = {
  "scaler-not-ticking": { ends: () => {}, after: tick },
  "scaler-failing": {
    minute: async () => {
      system.control.failNext("GetFunction", ...Array.from({ length: 9 }, () => new Error("a fault")));
      await tick();
    },
    after: tick,
  },
  "leaked-capacity": {
    minute: async (of) => {
      system.control.hasSettled(fn(of), { min: 9, max: 9 }); // a second writer wakes it again and again
      await tick();
    },
    ends: (of) => system.control.hasSettled(fn(of), { min: 0, max: 0 }),
    after: tick,
  },
  "deactivated-with-work": {
    minute: async () => {
      sweep({ waiting: 3, oldestWaitingSeconds: 400 });
      await tick();
    },
    after: async () => {
      sweep({ waiting: 0, oldestWaitingSeconds: 0 });
      await tick();
    },
  },
  "never-settles": {
    begins: (of) =>
      system.capacity.acquire({
        functionName: fn(of),
        owner: "run",
        config: { min: 1, max: 2 },
        seconds: 7_200,
        settleSeconds: 900,
      }),
    minute: tick,
    ends: (of) => system.control.settle(fn(of)),
    after: tick,
  },
  "version-failed": {
    minute: async (of) => {
      system.control.has(fn(of), { applied: { min: 0, max: 0 }, state: "Failed" });
      await tick();
    },
    ends: (of) => system.control.hasSettled(fn(of), { min: 0, max: 0 }),
    after: tick,
  },
  throttles: {
    ...throttled,
    minute: async (of) => {
      for (let n = 0; n < 20; n++) await system.invokeLambda(fn(of), "{}", { service: "any", sourceArn: "any" });
    },
  },
  "launch-failed": {
    begins: (of) => {
      end = system.fault({ kind: "vcpu-cap", values: { capacityProvider: providerOf(of), maxVcpus: 0 } });
    },
    minute: async (of) => {
      const { operations } = system.lambda;
      await operations.get("PutFunctionScalingConfig")?.({
        ...CALL,
        operation: "PutFunctionScalingConfig",
        path: { FunctionName: fn(of) },
        url: new URL("http://localhost/?Qualifier=$LATEST.PUBLISHED"),
        body: Buffer.from(
          JSON.stringify({ FunctionScalingConfig: { MinExecutionEnvironments: 1, MaxExecutionEnvironments: 1 } }),
        ),
      });
    },
    ends: async () => end(),
  },
  "api-errors": { ...throttled, minute: () => system.requests(60), after: () => system.requests(60) },
  "api-latency": {
    minute: () => system.watch.request(apiId(), { method: "GET", path: "/", status: 200, milliseconds: 4_000 }),
    after: () => system.watch.request(apiId(), { method: "GET", path: "/", status: 200, milliseconds: 40 }),
  },
  "failed-runs": {
    minute: () =>
      system.watch.execution({ stateMachineArn: machineArn(), status: "FAILED", startDate: 0, stopDate: 1 } as never),
  },
  "given-up": { minute: () => sweep({ became: "failed" }), after: () => sweep({ became: "waits" }) },
  "oldest-waiting": {
    minute: () => sweep({ waiting: 1, oldestWaitingSeconds: 2 * environment.functions.processor.timeoutSeconds + 1 }),
    after: () => sweep({ waiting: 1, oldestWaitingSeconds: 20 }),
  },
  "dead-letters": {
    begins: (of) => queueOf(of)?.send("{}"),
    ends: (of) => queueOf(of)?.purge(),
  },
  "queue-age": {
    begins: async (of) => {
      const queue = system.queue(`${fn(of)}-queue`);
      queue?.send("{}");
      await system.clock.advance((queue?.spec.retentionSeconds ?? 0) / 2);
    },
    ends: (of) => system.queue(`${fn(of)}-queue`)?.purge(),
  },
  "daily-cost": {
    begins: async () => {
      await system.capacity.acquire({
        functionName: fn("processor"),
        owner: "run",
        config: { min: 16, max: 16 },
        seconds: 7_200,
        settleSeconds: 900,
      });
      system.control.hasSettled(fn("processor"), { min: 16, max: 16 });
    },
    minute: tick,
    ends: async () => {
      await system.capacity.release({ functionName: fn("processor"), owner: "run" });
      system.control.hasSettled(fn("processor"), { min: 0, max: 0 });
      await system.clock.advance(86_400);
    },
    after: tick,
  },
};

const CALL = { service: "lambda", method: "PUT", headers: {}, accessKeyId: undefined } as const;
const dimension = (name: string) => () =>
  system.watching.alarms.flatMap(({ queries }) =>
    queries.flatMap(({ metric }) => metric?.id.dimensions[name] ?? []),
  )[0] ?? "";
const apiId = dimension("ApiId");
const machineArn = dimension("StateMachineArn");
const queueOf = (of: string) => system.queue(of === "" ? system.names.deadLetters : `${fn(of)}-dead-letters`);
const providerOf = (of: string) => fn(of);

/** `throttles` and `api` of `throttles-api`. */
function storyOf(id: string): { story: Story; of: string } | undefined {
  const kind = Object.keys(STORIES).find((one) => id === one || id.startsWith(`${one}-`));
  return kind === undefined ? undefined : { story: STORIES[kind] as Story, of: id.slice(kind.length + 1) };
}

const stateOf = (id: string) => system.stateOf(`${PREFIX}${id}`);

async function minutes(most: number, until: () => boolean, happens: () => unknown): Promise<number> {
  for (let minute = 1; minute <= most; minute++) {
    await happens();
    await system.clock.advance(60);
    system.watch.cloudWatch.evaluate();
    if (until()) return minute;
  }
  return Number.POSITIVE_INFINITY;
}

const alarms = synthesise([environment])
  .stack("alarmed-operations")
  .resources<{ alarm_name: string }>("aws_cloudwatch_metric_alarm")
  .map(({ alarm_name: name }) => name.replace(PREFIX, ""));

describe("every alarm", () => {
  it("has a story of what causes it, and every story an alarm", () => {
    expect(alarms.filter((id) => !storyOf(id))).toEqual([]);
    expect(Object.keys(STORIES).filter((kind) => !alarms.some((id) => id.startsWith(kind)))).toEqual([]);
  });

  it.each(alarms)("%s fires when its reason is there, says so, and clears when it has gone", async (id) => {
    const { story, of } = storyOf(id) as { story: Story; of: string };
    await story.begins?.(of);
    expect(
      await minutes(
        30,
        () => stateOf(id) === "ALARM",
        () => story.minute?.(of),
      ),
    ).toBeLessThanOrEqual(30);
    expect(system.said.some((line) => line.startsWith(`alarm: ${PREFIX}${id} `) && line.includes("→ ALARM"))).toBe(
      true,
    );

    await story.ends?.(of);
    expect(
      await minutes(
        30,
        () => stateOf(id) === "OK",
        () => story.after?.(),
      ),
    ).toBeLessThanOrEqual(30);
    expect(system.said.some((line) => line.startsWith(`alarm: ${PREFIX}${id} ALARM → OK`))).toBe(true);
  });
});

describe("what pages", () => {
  it("is the composite: it fires and clears with one of its alarms, and tells its topic", async () => {
    expect(
      await minutes(
        10,
        () => stateOf("page") === "ALARM",
        () => {},
      ),
    ).toBeLessThanOrEqual(10);
    expect(system.said).toContain(
      "sns: alarmed-video-alarm-page (oncall@example.com): ALARM of alarmed-video-alarm-page",
    );
    expect(await minutes(10, () => stateOf("page") === "OK", tick)).toBeLessThanOrEqual(10);
  });
});
