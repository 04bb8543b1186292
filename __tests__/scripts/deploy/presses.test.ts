import { describe, expect, it } from "@jest/globals";
import { createPresses, type StopSignal } from "../../../scripts/deploy/presses.ts";

const pressed = (signals: readonly (readonly [StopSignal, number])[]) => {
  let at = 0;
  const press = createPresses(() => at);
  return signals.map(([signal, when]) => {
    at = when;
    return press(signal);
  });
};

describe("a press", () => {
  it.each([
    ["once", [["SIGINT", 0]], ["end"]],
    [
      "twice by npm and the terminal",
      [
        ["SIGINT", 0],
        ["SIGINT", 40],
      ],
      ["end", "nothing"],
    ],
    [
      "up to a second later",
      [
        ["SIGINT", 500],
        ["SIGINT", 1_500],
      ],
      ["end", "nothing"],
    ],
    [
      "after more than a second",
      [
        ["SIGINT", 500],
        ["SIGINT", 1_501],
      ],
      ["end", "force"],
    ],
    [
      "often",
      [
        ["SIGINT", 0],
        ["SIGINT", 2_000],
        ["SIGINT", 2_010],
        ["SIGINT", 9_000],
      ],
      ["end", "force", "nothing", "nothing"],
    ],
    [
      "as CI does it",
      [
        ["SIGINT", 0],
        ["SIGTERM", 7_500],
      ],
      ["end", "force"],
    ],
    [
      "by kill",
      [
        ["SIGTERM", 0],
        ["SIGTERM", 5_000],
      ],
      ["end", "force"],
    ],
    [
      "by a terminal that closes twice",
      [
        ["SIGHUP", 0],
        ["SIGHUP", 5_000],
      ],
      ["end", "nothing"],
    ],
    [
      "by a terminal that closes after Ctrl-C",
      [
        ["SIGINT", 0],
        ["SIGHUP", 5_000],
        ["SIGINT", 5_010],
      ],
      ["end", "nothing", "force"],
    ],
  ] as const)("%s", (_, signals, expected) => {
    expect(pressed(signals)).toEqual(expected);
  });
});
