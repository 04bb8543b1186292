import { describe, expect, it } from "@jest/globals";
import { accidentMetrics, queueMetrics } from "../../../app/dispatcher/metrics.ts";

describe("the dispatcher's metrics", () => {
  it.each([
    [
      { attended: 3, putBack: 2, waiting: 7, oldestWaitingSeconds: 40 },
      { Waiting: 7, OldestWaitingSeconds: 40 },
      { Restarted: 2 },
    ],
    [{ putBack: 1 }, {}, { Restarted: 1 }],
    [{ became: "failed" }, {}, { GivenUp: 1 }],
    [{ became: "waits" }, {}, {}],
    [{ videos: [], left: 3 }, {}, {}],
  ])("of %j", (answer, queue, accidents) => {
    expect(queueMetrics(answer)).toEqual(queue);
    expect(accidentMetrics(answer)).toEqual(accidents);
  });
});
