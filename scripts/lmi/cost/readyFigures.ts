// What lmi ready measured of a handler, in the place of options that describe it.
import { z } from "zod";
import { linesOf } from "../../../app/shared/issues.ts";
import { UsageError } from "../../cliError.ts";
import { parseJson, readTextFile } from "../jsonFile.ts";
import type { WorkloadOptions } from "./workloadOptions.ts";

const readyResult = z.object({
  figures: z.object({
    durationMs: z.number().min(1),
    cpuShare: z.number().positive(),
    memoryMib: z.number().min(1),
    invocationMemoryMb: z.number().min(1),
  }),
});

/**
 * Takes `--from ready.json` for the figures in it; what was typed beside it counts, and another `--from` stays an instant.
 * @throws UsageError for a file that is no result of lmi ready, or has no figures
 */
export async function withReadyFigures<T extends WorkloadOptions>(options: T): Promise<T> {
  const { from: path, ...typed } = options;
  if (!path?.endsWith(".json")) return options;
  const content = parseJson(path, await readTextFile(path));
  const parsed = readyResult.safeParse(content);
  if (!parsed.success) {
    const [line] = linesOf(parsed.error, content);
    throw new UsageError(`--from ${path}: must be what lmi ready --json printed: ${line}`, { cause: parsed.error });
  }
  const { durationMs, cpuShare, memoryMib: memoryMb, invocationMemoryMb } = parsed.data.figures;
  const cpu = typed.profile === undefined ? { cpuShare } : {};
  // Measured with a whole processor, as on a managed instance.
  const figures = { durationMs, memoryMb, invocationMemoryMb, ...cpu, measuredOn: "managed" };
  const taken = Object.entries(figures).filter(([name]) => Reflect.get(typed, name) === undefined);
  const measured = taken.map(([name]) => name).filter((name) => name !== "memoryMb" && name !== "measuredOn");
  const known = [...(typed.measured ?? []), ...measured];
  return { ...(typed as T), ...Object.fromEntries(taken), measured: known };
}
