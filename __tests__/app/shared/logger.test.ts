import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { createLogger } from "../../../app/shared/logger.ts";
import { setEnvironment } from "../../support/app/functions.ts";

const lines: Record<string, unknown>[] = [];
beforeEach(() => {
  lines.length = 0;
  jest.spyOn(console, "info").mockImplementation((line) => {
    lines.push(JSON.parse(String(line)));
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

function logged(trace: string | undefined) {
  setEnvironment({ _X_AMZN_TRACE_ID: trace ?? "" });
  createLogger("scaler").info("reconciled", { functions: 2 });
  return lines.at(-1);
}

describe("a log line", () => {
  it("has the trace of its invocation as W3C has it, sampled or not", () => {
    for (const sampled of ["0", "1"])
      expect(
        logged(`Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=${sampled}`),
      ).toMatchObject({
        message: "reconciled",
        service: "scaler",
        functions: 2,
        trace_id: "5759e988bd862e3fe1be46a994272793",
      });
  });

  it.each([undefined, "Root=1-5759e988;Parent=1", "words"])("has none where Lambda gives none: %s", (trace) => {
    expect(logged(trace)).not.toHaveProperty("trace_id");
  });
});
