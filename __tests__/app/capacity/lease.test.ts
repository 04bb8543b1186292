import { expect, it } from "@jest/globals";
import { isLive } from "../../../app/capacity/lease.ts";

const lease = { owner: "run-1", config: { min: 1, max: 2 }, acquiredAt: "2026-01-05T08:00:00.000Z", liveUntil: 1_000 };

it.each([
  [999, true],
  [1_000, false],
  [1_001, false],
])("a lease until 1000 is live at %d: %s", (now, live) => {
  expect(isLive(lease, now)).toBe(live);
});
