import { describe, expect, it } from "@jest/globals";
import { Deliveries, type RetryPolicy, readPolicy } from "../../../local/events/deliveries.ts";
import { giveToDestination } from "../../../local/events/destinations.ts";
import { deadLetterOf } from "../../../scripts/lmi/ops/deadLetter.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:dev-video-scaler";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:dev-video-dead-letters";
const CALLER = { service: "events.amazonaws.com", sourceArn: "rule" } as const;
const THROTTLED = { statusCode: 429, payload: "Rate Exceeded" };

async function deliver(answers: readonly { statusCode: number; payload: string }[], policy?: RetryPolicy) {
  const left = [...answers];
  const queued: [string, string][] = [];
  const waited: number[] = [];
  const told: string[] = [];
  let time = 0;
  const deliveries = new Deliveries({
    invokeLambda: async () => left.shift() ?? { statusCode: 202, payload: "" },
    toQueue: (arn, body) => void queued.push([arn, body]),
    onError: ({ message }) => void told.push(message),
    now: () => time,
    wait: async (milliseconds) => {
      waited.push(milliseconds / 1_000);
      time += milliseconds;
    },
  });
  deliveries.begin({ functionArn: FUNCTION, payloadJson: "{}", caller: CALLER, policy, deadLetterArn: QUEUE });
  await deliveries.settled();
  return { queued, waited, told };
}

describe("an event that Lambda does not take", () => {
  it.each<[RetryPolicy, number[]]>([
    [{ retries: 1, ageSeconds: 60 }, [1]],
    [{ retries: 0, ageSeconds: 60 }, []],
    [{ retries: 10, ageSeconds: 60 }, [1, 2, 4, 8, 16]],
    [{ retries: 10, ageSeconds: 3_600 }, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]],
  ])("is tried again by %j, and then for the queue", async (policy, expected) => {
    const { queued, waited, told } = await deliver(Array(20).fill(THROTTLED), policy);

    expect(waited).toEqual(expected);
    expect(queued).toEqual([[QUEUE, "{}"]]);
    expect(told).toEqual([`${FUNCTION}: event not delivered: status 429 Rate Exceeded; for ${QUEUE}`]);
  });

  it("is tried for no more than 24 hours where nothing is said", async () => {
    const { waited } = await deliver(Array(1_000).fill(THROTTLED));

    expect(waited.length).toBe(185);
    expect(waited.reduce((sum, seconds) => sum + seconds)).toBeLessThanOrEqual(24 * 3_600);
  });
});

describe("a policy", () => {
  it.each([
    [undefined, { retries: 185, ageSeconds: 86_400 }],
    [
      { maximum_retry_attempts: 0, maximum_event_age_in_seconds: 60 },
      { retries: 0, ageSeconds: 60 },
    ],
  ])("of %j is %j", (written, policy) => {
    expect(readPolicy(written)).toEqual(policy);
  });
});

describe("an event that Lambda gives up", () => {
  const writer = { roleArn: "arn:aws:iam::000000000000:role/dev-video-scaler", session: "dev-video-scaler" };
  const scaler = { name: "dev-video-scaler", arn: FUNCTION };
  const eventSettings = new Map([["dev-video-scaler", { destination: { arn: QUEUE, writer } }]]);
  const failure = {
    payload: '{"action":"reconcile"}',
    condition: "RetriesExhausted",
    attempts: 3,
    answer: '{"errorType":"Error","errorMessage":"boom"}',
    at: 0,
  } as const;

  it("goes to the function's destination, as lmi ops dead-letters reads it", () => {
    const queued: [string, string][] = [];
    const refusal = giveToDestination(
      { eventSettings, toQueue: (arn, body) => void queued.push([arn, body]) },
      scaler,
      failure,
    );

    expect([refusal, queued.map(([arn]) => arn)]).toEqual([undefined, [QUEUE]]);
    expect(deadLetterOf({ id: "1", sentAt: "", body: queued[0]?.[1] ?? "", attributes: {} })).toEqual({
      target: FUNCTION,
      payload: '{"action":"reconcile"}',
      why: "RetriesExhausted: Error: boom",
      isOfRule: false,
    });
  });

  it("is lost where the function's role may not write there, which is said", () => {
    const queued: string[] = [];
    const refusal = giveToDestination(
      {
        eventSettings,
        refusedByQueue: (caller) => (caller === writer ? "not authorized" : undefined),
        toQueue: (arn) => void queued.push(arn),
      },
      scaler,
      failure,
    );

    expect([refusal, queued]).toEqual(["not authorized", []]);
  });
});
