// The plan review's figures: CPU time and memory of the command as one file. `node scripts/build/benchReview.ts` shows them alone.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inlinePolicies, planWith } from "./benchPlan.ts";

const RUNS = 3;

interface Cost {
  /** In all threads; other load of the machine changes it little. */
  readonly cpuSeconds: number;
  /** The most memory at once, in MB. */
  readonly megabytes: number;
}

/** Of a review with findings, and of one without a serious one. */
const EXITS = [0, 10];

function costOf(folder: string, plan: string): Cost {
  const [probe, used, file] = [join(folder, "probe.mjs"), join(folder, "used"), join(folder, "bench.plan.json")];
  const write = `import { writeFileSync } from "node:fs";
process.on("exit", () => writeFileSync(${JSON.stringify(used)}, JSON.stringify(process.resourceUsage())));`;
  writeFileSync(probe, write);
  writeFileSync(file, plan);
  const args = ["--import", probe, "dist/lmi.mjs", "plan", "review", file];
  const costs = Array.from({ length: RUNS }, (): Cost => {
    const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
    if (status === null || !EXITS.includes(status)) throw new Error(`lmi plan review: exit ${status}`);
    const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(used, "utf8"));
    return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 };
  });
  return costs.toSorted((a, b) => a.cpuSeconds - b.cpuSeconds)[Math.floor(RUNS / 2)] as Cost;
}

type Row = (what: string, figure: string, target: string) => void;

/** The figures as lines of the bench; dist/lmi.mjs is as npm run build:cli made it. */
export function reviewRows(row: Row): void {
  const folder = mkdtempSync(join(tmpdir(), "review-bench-"));
  try {
    const rows = [
      ["3,000 changes", planWith(3_000), 2, 300],
      ["15,000 changes", planWith(15_000), 8, 500],
      ["600 policies of a role", inlinePolicies(600), 1, undefined],
    ] as const;
    for (const [what, plan, seconds, most] of rows) {
      const { cpuSeconds, megabytes } = costOf(folder, plan);
      row(`lmi plan review of ${what}, CPU`, `${cpuSeconds.toFixed(2)} s`, `under ${seconds} s`);
      if (most !== undefined)
        row(`lmi plan review of ${what}, memory`, `${megabytes.toFixed(0)} MB`, `under ${most} MB`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  reviewRows((what, figure, target) => console.log(`${what.padEnd(52)}${figure.padStart(12)}   ${target}`));
}
