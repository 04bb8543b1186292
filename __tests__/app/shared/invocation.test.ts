import { describe, expect, it } from "@jest/globals";
import { idsOf, withIds } from "../../../app/shared/invocation.ts";
import { createLogger } from "../../../app/shared/logger.ts";

const RUN = "arn:aws:states:eu-west-1:123456789012:execution:runs:run-1";
const context = { awsRequestId: "request-1" };

describe("the ids of an invocation", () => {
  it.each([
    [{ action: "claim", run: RUN }, { run: RUN }],
    [{ action: "acquire", owner: RUN }, { run: RUN }],
    [{ action: "acquire", owner: "someone@example.com" }, {}],
    [
      { videoId: "v", attempt: 1, run: RUN },
      { run: RUN, videoId: "v" },
    ],
    [{ source: "aws.states", detail: { executionArn: RUN } }, { run: RUN }],
    [{ action: "sweep" }, {}],
    [{ videoId: 1, run: {} }, {}],
    [null, {}],
    ["text", {}],
  ])("of %j are its request and %j", (event, ids) => {
    expect(idsOf(event, context)).toEqual({ requestId: "request-1", ...ids });
  });

  it("stand on each line, also of invocations that run at once, behind what the line says itself", async () => {
    const lines: Record<string, unknown>[] = [];
    const log = createLogger("scaler", { level: "INFO", write: (line) => void lines.push(JSON.parse(line)) });
    const handler = withIds(async (event: unknown, _context: object) => {
      await new Promise(setImmediate);
      log.info("words", { of: event });
      log.warn("words", { videoId: "another" });
    });

    await Promise.all(["a", "b"].map((id) => handler({ videoId: id, run: RUN }, { awsRequestId: id })));
    log.info("outside");

    expect(lines.map(({ requestId, run, videoId }) => [requestId, run, videoId])).toEqual([
      ["a", RUN, "a"],
      ["a", RUN, "another"],
      ["b", RUN, "b"],
      ["b", RUN, "another"],
      [undefined, undefined, undefined],
    ]);
  });
});
