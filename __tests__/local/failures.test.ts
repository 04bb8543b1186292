import { expect, it } from "@jest/globals";
import { isDiskFull } from "../../local/disk.ts";
import { createFailureReport } from "../../local/failures.ts";

const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });

it("tells that the disk is full once in 30 s, and everything else each time", () => {
  const lines: string[] = [];
  let now = 0;
  const failed = createFailureReport(
    (subject, what) => lines.push(`${subject} ${what}`),
    () => now,
  );

  failed("dynamodb PutItem", full);
  failed("scaling configs", new Error("cannot be stored", { cause: full }));
  failed("workflow", new Error("broken"));
  now = 30_000;
  failed("workflow", full);

  expect(lines).toEqual([
    "disk full: what has to be written is refused until there is room again (first seen: dynamodb PutItem)",
    "error workflow: broken",
    "disk full: what has to be written is refused until there is room again (first seen: workflow)",
  ]);
});

it.each([
  [full, true],
  [Object.assign(new Error("IO error: x.log: No space left on device"), { code: "LEVEL_IO_ERROR" }), true],
  [new Error("outer", { cause: full }), true],
  [Object.assign(new Error("EACCES"), { code: "EACCES" }), false],
  ["ENOSPC", false],
])("knows a full disk (case %#)", (error, expected) => {
  expect(isDiskFull(error)).toBe(expected);
});
