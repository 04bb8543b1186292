import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { statusLines } from "../../../../scripts/lmi/scale/statusLines.ts";
import type { Status } from "../../../../scripts/lmi/scale/statusOf.ts";
import { ROOT } from "../../../support/local/system.ts";

const NOW = Date.parse("2026-03-29T00:30:00Z");

const QUIET: Status = {
  functionName: "dev-video-processor",
  baseline: { min: 0, max: 0 },
  limit: 16,
  open: [],
  leases: [],
  hold: null,
  desired: { min: 0, max: 0 },
  reasons: ["baseline"],
  requested: null,
  applied: { min: 0, max: 0 },
  state: "Deactivated",
  stateReason: null,
  settled: true,
  next: null,
  conditions: [
    { type: "Ready", status: false, reason: "Deactivated", message: "", since: "2026-03-29T00:00:00Z" },
    { type: "Held", status: false, reason: "NoHold", message: "", since: null },
  ],
  drift: null,
};

describe("the status for people", () => {
  it("is short when nobody asks for anything", () => {
    expect(statusLines(QUIET, NOW)).toEqual([
      "dev-video-processor",
      "  state       Deactivated, settled",
      "  desired     0/0: baseline",
      "  requested   none",
      "  applied     0/0",
      "  baseline    0/0, at most 16 fit",
      "  windows     none",
      "  leases      none",
      "  hold        none",
      "  next        none",
      "  conditions  Ready     False  Deactivated since 2026-03-29T00:00:00Z (30m)",
      "              Held      False  NoHold",
      "  drift       none",
    ]);
  });

  it.each([
    ["VcpuLimitExceeded", /^ {2}failed +ask for a higher EC2 quota .*; see docs\/runbook\.md#a-version-failed$/],
    ["TooManyMoons", /^ {2}failed +see docs\/runbook\.md#a-version-failed$/],
  ])("says once what to do about a version that failed: %s", (stateReason, line) => {
    const [name, state, failed, ...rest] = statusLines({ ...QUIET, state: "Failed", stateReason, settled: false }, NOW);

    expect([name, state]).toEqual(["dev-video-processor", `  state       Failed (${stateReason}), not settled`]);
    expect(failed).toMatch(line);
    expect(rest.join()).not.toContain("runbook");
  });

  it("does not promise what waits for a launch to the next reconcile", () => {
    const rising = {
      found: { min: 1, max: 4 },
      wanted: { min: 2, max: 8 },
      by: "scaler",
      recorded: { min: 1, max: 4 },
    };
    const last = (status: Partial<Status>) =>
      statusLines({ ...QUIET, drift: rising, ...status }, NOW)
        .at(-1)
        ?.trim();

    expect([last({ state: "Pending" }), last({ state: "Active" })]).toEqual([
      "drift       Lambda has 1/4, put by scaler; more is put when the launch has ended, or after 5m",
      "drift       Lambda has 1/4, put by scaler; the next reconcile changes it",
    ]);
  });

  it("says who asks since when and until when, what comes next on which clock, and who drifted", () => {
    const busy: Status = {
      ...QUIET,
      state: "Pending",
      stateReason: "Creating",
      settled: false,
      requested: { min: 2, max: 10 },
      applied: { max: 10 },
      open: [{ name: "nightly", config: { min: 2, max: 10 }, until: "2026-03-29T05:00:00Z" }],
      leases: [
        {
          owner: "operator:ann:1",
          config: { min: 1, max: 2 },
          since: "2026-03-29T00:00:00Z",
          until: "2026-03-29T02:00:00Z",
          reason: "backlog",
          released: false,
        },
        {
          owner: "arn:x",
          config: { min: 1, max: 4 },
          since: "2026-03-29T00:00:00Z",
          until: "2026-03-29T01:00:00Z",
          reason: null,
          released: true,
        },
      ],
      hold: {
        owner: "operator:ann",
        config: { min: 0, max: 0 },
        neverDown: false,
        reason: "migration",
        since: "2026-03-29T00:00:00Z",
        until: "2026-03-29T00:31:00Z",
      },
      next: { at: "2026-03-29T05:00:00Z", timeZone: "Europe/Dublin", desired: { min: 0, max: 0 }, open: [] },
      drift: { found: { min: 2, max: 10 }, wanted: { min: 0, max: 0 }, by: null, recorded: { min: 0, max: 0 } },
    };

    const lines = statusLines(busy, NOW).map((line) => line.trim().replace(/^(\w+) {2,}/, "$1: "));

    expect(lines).toEqual(
      expect.arrayContaining([
        "state: Pending (Creating), not settled",
        "requested: 2/10",
        "applied: ?/10 (?: Lambda names no min)",
        "windows: nightly 2/10 until 2026-03-29T05:00:00Z (in 4h30m)",
        "leases: 1/2 operator:ann:1 since 2026-03-29T00:00:00Z until 2026-03-29T02:00:00Z (in 1h30m): backlog",
        "1/4 arn:x since 2026-03-29T00:00:00Z until 2026-03-29T01:00:00Z (in 30m), released, in its grace period",
        "hold: 0/0 operator:ann since 2026-03-29T00:00:00Z until 2026-03-29T00:31:00Z (in 1m): migration",
        "next: 0/0 in 4h30m (2026-03-29 06:00 Europe/Dublin, 2026-03-29T05:00:00Z)",
        "drift: Lambda has 2/10, but the last recorded change put 0/0: someone else wrote",
      ]),
    );
  });

  it("have the labels that the runbook shows", () => {
    const page = readFileSync(join(ROOT, "docs/runbook.md"), "utf8");
    const [, shown = ""] = /scale status\ndev-video-processor\n([\s\S]*?)```/.exec(page) ?? [];
    const labelsOf = (lines: readonly string[]) => lines.flatMap((line) => /^ {2}(\w+) +/.exec(line)?.[1] ?? []);

    expect(labelsOf(shown.split("\n"))).toEqual(labelsOf(statusLines(QUIET, NOW)));
  });
});
