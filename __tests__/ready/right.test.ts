import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { HANDLERS, ready, settingsFor } from "../support/ready/ready.ts";

const files = readdirSync(join(HANDLERS, "right"));

describe("handlers that are right", () => {
  it.each(files.flatMap((file, index) => settingsFor(index).map(([seed, workers]) => ({ file, seed, workers }))))(
    "$file is ready without error or warning, seed $seed, $workers workers",
    async ({ file, seed, workers }) => {
      const { verdict, findings, exit } = await ready(
        join(HANDLERS, "right", file),
        ...["--seed", String(seed), "--workers", String(workers)],
      );

      expect(findings.filter(({ level }) => level !== "hint" && level !== "info")).toEqual([]);
      expect(verdict).toBe("ready");
      expect(exit).toBe(0);
    },
  );
});
