import { describe, expect, it } from "@jest/globals";
import type { Ended } from "../../../scripts/deploy/child.ts";
import { createStop, Stopped } from "../../../scripts/deploy/stop.ts";

const ENDED: Ended = { code: 1, stdout: "", stderr: "" };

function setting() {
  const lines: string[] = [];
  const screen = {
    isLost: false,
    say: (line: string) => lines.push(line),
    warn: (line: string) => lines.push(line),
    write: () => {},
  };
  let at = 0;
  let ticks: (() => void)[] = [];
  const stop = createStop({
    screen,
    now: () => at,
    every: (_, call) => {
      ticks.push(call);
      return () => {
        ticks = ticks.filter((tick) => tick !== call);
      };
    },
  });
  let interrupts = 0;
  let end: (ended: Ended) => void = () => {};
  const child = {
    ended: new Promise<Ended>((resolve) => {
      end = resolve;
    }),
    interrupt: () => {
      interrupts += 1;
    },
  };
  return {
    stop,
    screen,
    lines,
    child,
    end: () => end(ENDED),
    interrupts: () => interrupts,
    ticks: () => ticks,
    later: (milliseconds: number) => {
      at += milliseconds;
    },
  };
}

describe("a stop", () => {
  it("asks a running terraform once, says so, and waits", async () => {
    const { stop, child, lines, end, interrupts, later, ticks } = setting();
    const waited = stop.wait(child);

    stop.receive("SIGINT");
    stop.receive("SIGINT");
    later(60_000);
    for (const tick of ticks()) tick();

    expect(interrupts()).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(
        /^stopping: terraform ends what it has begun, and writes the state; press Ctrl-C again to force$/,
      ),
      "still waiting for terraform to end, 1m00s; press Ctrl-C again to force",
    ]);
    end();
    await expect(waited).resolves.toBe(ENDED);
    expect(ticks()).toEqual([]);
    expect(() => stop.check()).toThrow(Stopped);
    expect(stop.isForced).toBe(false);
  });

  it("asks a second time when it is pressed a second time", async () => {
    const { stop, child, lines, end, interrupts, later } = setting();
    const waited = stop.wait(child);

    stop.receive("SIGINT");
    later(3_000);
    stop.receive("SIGINT");
    end();
    await waited;

    expect(interrupts()).toBe(2);
    expect(lines.at(-1)).toBe("forced: terraform ends at once");
    expect(stop.isForced).toBe(true);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("by %s lets nothing further begin, and ends with %i", (signal, exitCode) => {
    const { stop, interrupts } = setting();
    stop.check();

    stop.receive(signal);

    expect(interrupts()).toBe(0);
    expect(stop.aborted.aborted).toBe(true);
    expect(() => stop.check()).toThrow(expect.objectContaining({ exitCode }));
  });

  it("comes too when nobody can read any more, and leaves a running terraform alone", () => {
    const { stop, screen, child, interrupts } = setting();
    void stop.wait(child);

    screen.isLost = true;

    expect(interrupts()).toBe(0);
    expect(() => stop.check()).toThrow(expect.objectContaining({ exitCode: 129 }));
  });
});
