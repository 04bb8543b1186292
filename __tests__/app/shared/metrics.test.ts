import { describe, expect, it, jest } from "@jest/globals";
import { emit, METRICS } from "../../../app/shared/metrics.ts";
import { setEnvironment } from "../../support/app/functions.ts";

setEnvironment({ POWERTOOLS_SERVICE_NAME: "dev-video-scaler" });
const printed: Record<string, unknown>[] = [];
jest.spyOn(console, "log").mockImplementation((text) => void printed.push(JSON.parse(String(text))));

describe("emitted metrics", () => {
  it("are one line, in the embedded metric format, by the function that emits and what is named besides", () => {
    printed.length = 0;

    emit(
      "capacity",
      { DemandMax: 4, SecondsUnsettled: 2.5, AppliedMax: undefined },
      { FunctionName: "dev-video-words" },
    );

    expect(printed).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: "Videos",
              Dimensions: [["service", "FunctionName"]],
              Metrics: [
                { Name: "DemandMax", Unit: "Count" },
                { Name: "SecondsUnsettled", Unit: "Seconds" },
              ],
            },
          ],
        },
        service: "dev-video-scaler",
        FunctionName: "dev-video-words",
        DemandMax: 4,
        SecondsUnsettled: 2.5,
      },
    ]);
  });

  it("are nothing where no value is known", () => {
    printed.length = 0;
    emit("queue", { Waiting: undefined });
    expect(printed).toEqual([]);
  });

  it("have each name once, so that a dashboard can tell them apart", () => {
    const names = Object.values(METRICS).flatMap(Object.keys);
    expect(new Set(names).size).toBe(names.length);
  });
});
