import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { createProgress } from "../../../scripts/lmi/progress.ts";

describe("progress", () => {
  let now = 0;
  let written: string[];
  const terminal = (columns?: number) => ({ columns, write: (text: string) => written.push(text) });

  beforeEach(() => {
    jest.useFakeTimers();
    now = 0;
    written = [];
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it("rewrites one line with the time since it began, and takes it away", () => {
    const progress = createProgress(terminal(), true, () => now);

    progress.show("requested 1/4, applied 0/0, state Pending");
    now = 61_000;
    progress.show("requested none, applied 1/4, state Active");
    progress.clear();

    expect(written).toEqual([
      "\r\u001b[K0:00  requested 1/4, applied 0/0, state Pending",
      "\r\u001b[K1:01  requested none, applied 1/4, state Active",
      "\r\u001b[K",
    ]);
  });

  it("keeps the time going between two looks", () => {
    const progress = createProgress(terminal(), true, () => now);
    progress.show("state Pending");
    now = 2_000;
    jest.advanceTimersByTime(1_000);
    progress.clear();

    expect(written[1]).toBe("\r\u001b[K0:02  state Pending");
  });

  it("stays within the terminal's width", () => {
    createProgress(terminal(12), true, () => now).show("state Pending");
    expect(written).toEqual(["\r\u001b[K0:00  state"]);
  });

  it("writes nothing in a pipe", () => {
    const progress = createProgress(terminal(), false, () => now);
    progress.show("state Pending");
    jest.advanceTimersByTime(5_000);
    progress.clear();
    expect(written).toEqual([]);
  });
});
