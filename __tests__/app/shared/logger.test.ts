import { describe, expect, it } from "@jest/globals";
import { createLogger } from "../../../app/shared/logger.ts";

function logger(level?: string) {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger("api", { level, write: (line) => void lines.push(JSON.parse(line)) });
  return { lines, log };
}

describe("the logger", () => {
  it("writes one line of JSON with what is passed, and leaves its own fields as they are", () => {
    const { lines, log } = logger();

    log.info("request", { requestId: "r", level: "mine", service: "mine", left: undefined });

    expect(lines).toEqual([
      { level: "INFO", message: "request", timestamp: expect.stringMatching(/Z$/), service: "api", requestId: "r" },
    ]);
  });

  it("writes errors with their stack, what caused them and what they consist of", () => {
    const { lines, log } = logger();
    const cause = new TypeError("cause");

    log.error("failed", { error: new AggregateError([new RangeError("part")], "all", { cause }) });

    expect(lines[0]?.error).toEqual({
      name: "AggregateError",
      message: "all",
      stack: expect.stringContaining("logger.test.ts"),
      cause: { name: "TypeError", message: "cause", stack: expect.any(String) },
      errors: [{ name: "RangeError", message: "part", stack: expect.any(String) }],
    });
  });

  it.each([
    ["DEBUG", ["INFO", "WARN", "ERROR"]],
    ["WARN", ["WARN", "ERROR"]],
    ["ERROR", ["ERROR"]],
    ["SILENT", []],
    ["unknown", ["INFO", "WARN", "ERROR"]],
  ])("of level %s writes %j", (level, written) => {
    const { lines, log } = logger(level);

    for (const say of [log.info, log.warn, log.error]) say("words");

    expect(lines.map((line) => line.level)).toEqual(written);
  });

  it.each([
    ["Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0", "5759e988bd862e3fe1be46a994272793"],
    ["Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", "5759e988bd862e3fe1be46a994272793"],
    ["Root=1-5759e988;Parent=1", undefined],
    ["words", undefined],
    ["", undefined],
  ])("of the trace %j names %s, as W3C has it", (trace, id) => {
    const { lines, log } = logger();
    process.env._X_AMZN_TRACE_ID = trace;

    log.info("words");

    delete process.env._X_AMZN_TRACE_ID;
    expect(lines[0]?.trace_id).toBe(id);
  });
});
