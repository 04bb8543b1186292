// lmi ready on the handlers of __tests__/ready/handlers, with as many seeds as LMI_READY_SEEDS says.
import { join } from "node:path";
import type { Result } from "../../../ready/result.ts";
import { lmi } from "../lmi/lmiCommand.ts";
import { ROOT } from "../local/system.ts";

export const HANDLERS = join(ROOT, "__tests__/ready/handlers");

const seeds = Number(process.env.LMI_READY_SEEDS ?? 1);

/** Seeds and numbers of workers: with one seed, workers alternate from handler to handler. */
export const settingsFor = (index: number): [seed: number, workers: number][] =>
  seeds === 1
    ? [[1 + index, index % 2 === 0 ? 1 : 4]]
    : [1, 4].flatMap((workers) => Array.from({ length: seeds }, (_, seed): [number, number] => [seed + 1, workers]));

/** The result as programs read it; @throws Error when the command says something on stderr */
export async function ready(path: string, ...more: string[]): Promise<Result & { readonly exit: number }> {
  const args = ["ready", path, "--events", join(HANDLERS, "events.jsonl"), ...more, "--json"];
  const { code, stdout, stderr } = await lmi(args);
  if (stderr !== "") throw new Error(`lmi ${args.join(" ")}: exit ${code}, ${stderr}`);
  return { ...JSON.parse(stdout), exit: code };
}
