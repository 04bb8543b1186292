import { describe, expect, it } from "@jest/globals";
import { AsyncInvoker } from "../../../local/events/asyncInvoke.ts";
import type { EventSettings } from "../../../local/events/destinations.ts";
import { deadLetterOf } from "../../../scripts/lmi/ops/deadLetter.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:dev-video-scaler";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:dev-video-dead-letters";
const DELIVERY = {
  functionArn: FUNCTION,
  payloadJson: '{"action":"reconcile"}',
  caller: { principal: "scheduler.amazonaws.com" } as never,
  deadLetterArn: undefined,
};
const WRITER = { roleArn: "arn:aws:iam::000000000000:role/dev-video-scaler", session: "dev-video-scaler" };
const BOOM = { statusCode: 200, functionError: "Unhandled", payload: '{"errorType":"Error","errorMessage":"boom"}' };

async function deliver(
  answers: (typeof BOOM | { statusCode: number; payload: string })[],
  settings?: EventSettings,
  refusal?: string,
) {
  const queued: [string, string][] = [];
  const waited: number[] = [];
  const told: string[] = [];
  const invoker = new AsyncInvoker({
    invokeLambda: async () => answers.shift() ?? { statusCode: 200, payload: "{}" },
    toQueue: (arn, body) => void queued.push([arn, body]),
    ...(settings && { eventSettings: new Map([["dev-video-scaler", settings]]) }),
    refusedByQueue: (caller) => (caller === WRITER ? refusal : "another caller"),
    onError: ({ message }) => void told.push(message),
    now: () => 0,
    wait: async (milliseconds) => void waited.push(milliseconds),
  });
  invoker.invoke(DELIVERY);
  await invoker.settled();
  return { queued, waited, told };
}

describe("an event that a function fails on", () => {
  const destination = { arn: QUEUE, writer: WRITER };

  it("three times goes to the function's destination, as lmi ops dead-letters reads it", async () => {
    const { queued, waited } = await deliver([BOOM, BOOM, BOOM], { destination });

    expect(waited).toEqual([60_000, 120_000]);
    expect(queued.map(([arn]) => arn)).toEqual([QUEUE]);
    expect(deadLetterOf({ id: "1", sentAt: "", body: queued[0]?.[1] ?? "", attributes: {} })).toEqual({
      target: FUNCTION,
      payload: '{"action":"reconcile"}',
      why: "RetriesExhausted: Error: boom",
      isOfRule: false,
    });
  });

  it("twice does not", async () => {
    expect((await deliver([BOOM, BOOM], { destination })).queued).toEqual([]);
  });

  it("at once goes there where it is not tried again", async () => {
    const { queued, waited } = await deliver([BOOM], { destination, retries: 0 });

    expect(waited).toEqual([]);
    expect(queued).toHaveLength(1);
  });

  it("is lost where its role may not write there, which is said", async () => {
    const { queued, told } = await deliver([BOOM], { destination, retries: 0 }, "not authorized");

    expect(queued).toEqual([]);
    expect(told).toEqual([expect.stringContaining(`${QUEUE} refuses it: not authorized`)]);
  });

  it("three times is lost where it has none", async () => {
    expect((await deliver([BOOM, BOOM, BOOM])).queued).toEqual([]);
  });
});
