import { describe, expect, it } from "@jest/globals";
import { type Boundary, define, describeBoundaries } from "../../../support/stacks/boundaries.ts";

const WINDOW = { name: "nightly", days: ["daily"], timeZone: "UTC", min: 1, max: 2 };
const ONCE = { name: "once", start: "2026-12-01T20:00:00Z", min: 1, max: 2 };

const BOUNDARIES: Boundary[] = [
  {
    rule: "a window of the processor is long enough for a video",
    allowed: [
      { "functions.processor.windows": [{ ...WINDOW, from: "22:00", to: "22:05" }] },
      { "functions.processor.windows": [{ ...WINDOW, from: "23:58", to: "00:03" }] },
      { "functions.processor.windows": [{ ...WINDOW, from: "00:00", to: "00:00" }] },
      { "functions.processor.windows": [{ ...ONCE, end: "2026-12-01T20:05:00Z" }] },
      {
        "functions.processor.timeoutSeconds": 60,
        "functions.processor.windows": [{ ...WINDOW, from: "22:00", to: "22:01" }],
      },
      // The API processes no videos.
      { "functions.api.windows": [{ ...WINDOW, from: "22:00", to: "22:01" }] },
    ],
    refused: [
      [
        { "functions.processor.windows": [{ ...WINDOW, from: "22:00", to: "22:04" }] },
        "functions.processor.windows[0]: must be open for at least 300 s (functions.processor.timeoutSeconds), because a video begins only if it can end in time, got 240",
      ],
      [
        {
          "functions.processor.windows": [
            { ...WINDOW, from: "22:00", to: "22:05" },
            { ...ONCE, end: "2026-12-01T20:04:59Z" },
          ],
        },
        "functions.processor.windows[1]: must be open for at least 300 s (functions.processor.timeoutSeconds), because a video begins only if it can end in time, got 299",
      ],
      [
        // Capacity comes earlier by it, work does not.
        { "functions.processor.windows": [{ ...WINDOW, from: "23:59", to: "00:03", warmUpMinutes: 30 }] },
        "functions.processor.windows[0]: must be open for at least 300 s (functions.processor.timeoutSeconds), because a video begins only if it can end in time, got 240",
      ],
    ],
  },
  {
    rule: "a one-off window is measured as it is opened, with a zone in brackets too",
    allowed: [
      {
        "functions.processor.windows": [
          { ...ONCE, start: "2026-12-01T20:00+01:00[Europe/Paris]", end: "2026-12-01T19:05:00Z" },
        ],
      },
    ],
    refused: [
      [
        {
          "functions.processor.windows": [
            { ...ONCE, start: "2026-12-01T20:00+01:00[Europe/Paris]", end: "2026-12-01T19:04:00Z" },
          ],
        },
        "functions.processor.windows[0]: must be open for at least 300 s (functions.processor.timeoutSeconds), because a video begins only if it can end in time, got 240",
      ],
    ],
  },
];

describeBoundaries(BOUNDARIES);

describe("the windows of a function", () => {
  /** The longest that one can be, but for its exceptions. */
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...{ ...WINDOW, name: `nightly-${index}`, from: "22:00", to: "23:00" },
    }));

  it.each(["api", "processor"])("fit into one item: %s", (id) => {
    const { [id as "api"]: fn } = define({ [`functions.${id}.windows`]: many(2_000) }).functions;
    expect(fn.windows).toHaveLength(2_000);
  });

  it.each(["api", "processor"])("are refused with the number when they do not: %s", (id) => {
    expect(() => define({ [`functions.${id}.windows`]: many(4_000) })).toThrow(
      new RegExp(
        `^environment "test": functions\\.${id}\\.windows: must fit into one item of 409600 bytes, got 4000 windows in \\d+ bytes$`,
      ),
    );
  });
});
