import { describe, expect, it } from "@jest/globals";
import { AsyncInvocations } from "../../../local/lambda/asyncInvocations.ts";
import { throttled } from "../../../local/lambda/errors.ts";
import type { Answer } from "../../../local/lambda/timedInvocation.ts";
import { eventLog, ManualClock } from "../../support/lambda/simulation.ts";

const failed: Answer = { payload: '{"errorType":"Error"}', functionError: "Unhandled" };

function setUp(run: () => Promise<Answer>) {
  const clock = new ManualClock();
  const log = eventLog();
  const attempts: number[] = [];
  const invocations = new AsyncInvocations({ clock, report: log.report });
  const begin = clock.now();
  const accept = () =>
    invocations.accept("video", "request-1", () => {
      attempts.push((clock.now() - begin) / 1_000);
      return run();
    });
  return { clock, log, attempts, invocations, accept };
}

describe("an asynchronous invocation", () => {
  it("that fails is tried twice more, after one minute and after two, and then discarded", async () => {
    const { clock, log, attempts, accept } = setUp(async () => failed);

    accept();
    await clock.advance(3_600);

    expect(attempts).toEqual([0, 60, 180]);
    expect(log.events.map(({ kind }) => kind)).toEqual(["event-retried", "event-retried", "event-discarded"]);
  });

  it.each([
    [0, [0]],
    [1, [0, 60]],
    [undefined, [0, 60, 180]],
  ])("of a function with %s retries is tried at %j", async (retries, expected) => {
    const clock = new ManualClock();
    const attempts: number[] = [];
    const begin = clock.now();
    const invocations = new AsyncInvocations({
      clock,
      report: () => {},
      settings: (name) => ({ retries: name === "video" ? retries : 2 }),
    });
    invocations.accept("video", "r", async () => {
      attempts.push((clock.now() - begin) / 1_000);
      return failed;
    });
    await clock.advance(3_600);

    expect(attempts).toEqual(expected);
  });

  it.each([
    [30, [0], 0],
    [100, [0, 60], 0],
    [3_600, [0, 60, 180], 0],
    [3_600, [0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 811], 429],
  ])("of at most %s s is tried at %j", async (ageSeconds, expected, status) => {
    const clock = new ManualClock();
    const attempts: number[] = [];
    const lost: object[] = [];
    const begin = clock.now();
    const invocations = new AsyncInvocations({ clock, report: () => {}, settings: () => ({ ageSeconds }) });
    const run = async () => {
      attempts.push((clock.now() - begin) / 1_000);
      return status === 0 ? failed : Promise.reject(throttled("video"));
    };
    invocations.accept("video", "r", run, (loss) => lost.push(loss));
    await clock.advance(7_200);

    expect(attempts.slice(0, expected.length)).toEqual(expected);
    expect(attempts.at(-1)).toBeLessThanOrEqual(ageSeconds);
    const condition = status === 0 && ageSeconds === 3_600 ? "RetriesExhausted" : "EventAgeExceeded";
    expect(lost).toEqual([expect.objectContaining({ condition })]);
  });

  it("that succeeds is not tried again", async () => {
    const { clock, attempts, accept } = setUp(async () => ({ payload: "null" }));

    accept();
    await clock.advance(3_600);

    expect(attempts).toEqual([0]);
  });

  it("that the function has no room for is retried for six hours, without counting as a failure", async () => {
    const { clock, log, attempts, accept } = setUp(async () => Promise.reject(throttled("video")));

    accept();
    await clock.advance(30 * 60);
    expect(attempts.slice(0, 5)).toEqual([0, 1, 3, 7, 15]);

    await clock.advance(12 * 3_600);
    expect(attempts.at(-1)).toBeLessThanOrEqual(6 * 3_600);
    expect(log.events.at(-1)).toMatchObject({ kind: "event-discarded", requestId: "request-1" });
  });

  it.each([
    [async () => failed, { condition: "RetriesExhausted", attempts: 3, answer: failed.payload }],
    [async () => Promise.reject(throttled("video")), { condition: "EventAgeExceeded", attempts: 0 }],
  ])("that is given up is handed on, with what became of it: %#", async (run, expected) => {
    const clock = new ManualClock();
    const lost: object[] = [];
    new AsyncInvocations({ clock, report: () => {} }).accept("video", "r", run, (loss) => lost.push(loss));
    await clock.advance(7 * 3_600);
    expect(lost).toEqual([expect.objectContaining(expected)]);
  });

  it("is refused when a thousand are held, and accepted again when they are done", async () => {
    let finish: (answer: Answer) => void = () => {};
    const { clock, accept } = setUp(() => new Promise((resolve) => (finish = resolve)));
    for (let held = 0; held < 1_000; held++) accept();

    expect(accept).toThrow("Rate Exceeded");
    finish({ payload: "null" });
    await clock.advance(0);
    expect(accept).not.toThrow();
  });

  it("that fails after the end is nobody's any more", async () => {
    let finish: (answer: Answer) => void = () => {};
    const lost: object[] = [];
    const clock = new ManualClock();
    const invocations = new AsyncInvocations({ clock, report: () => {}, retrySeconds: [] });
    invocations.accept(
      "video",
      "r",
      () => new Promise((resolve) => (finish = resolve)),
      (loss) => lost.push(loss),
    );
    invocations.stop();
    finish(failed);
    await clock.advance(3_600);

    expect(lost).toEqual([]);
  });

  it("that waits is dropped at the end", async () => {
    const { clock, attempts, invocations, accept } = setUp(async () => failed);
    accept();
    await clock.advance(1);

    invocations.stop();
    await clock.advance(3_600);

    expect(attempts).toEqual([0]);
  });
});
