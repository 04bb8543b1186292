// Options that several commands have, each with its check.
import { type Command, Option } from "commander";
import { MAX_LEASE_SECONDS } from "../../app/capacity/lease.ts";
import { brokenRule, MAX_EXECUTION_ENVIRONMENTS, type ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import { UsageError } from "../cliError.ts";
import { duration } from "./duration.ts";

/** For an option: a whole number within bounds; @throws UsageError naming the value and what is allowed */
export const wholeNumber =
  (option: string, [min, max]: readonly [number, number]) =>
  (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new UsageError(`${option}: must be a whole number from ${min} to ${max}, got ${text}`);
  };

/** For an option: a number of execution environments; @throws UsageError */
export const environments = (option: string) => wholeNumber(option, [0, MAX_EXECUTION_ENVIRONMENTS]);

/** Both, always: Lambda takes an omitted one for its default. */
export const withConfig = (command: Command): Command =>
  command
    .requiredOption("--min <n>", "execution environments at least", environments("--min"))
    .requiredOption("--max <n>", "execution environments at most", environments("--max"));

/** @throws UsageError when min and max do not go together */
export function configOf({ min, max }: ScalingConfig): ScalingConfig {
  const rule = brokenRule({ min, max });
  if (rule) throw new UsageError(`--min and --max: ${rule}`);
  return { min, max };
}

export const withFunction = (command: Command): Command =>
  command.option("--function <name>", "an id such as processor, or a function's full name", "processor");

export const withDryRun = (command: Command): Command =>
  command.option("--dry-run", "say what would change, with --json also the calls, and change nothing");

/** For an option: why, in words. @throws UsageError when there are none */
export function reason(text: string): string {
  if (text.trim() !== "") return text;
  throw new UsageError("--reason: must say why, got nothing");
}

export const withWait = (command: Command): Command =>
  command
    .option("--wait", "wait until the change is settled")
    .addOption(
      new Option("--timeout <duration>", "how long to wait at most")
        .argParser(duration("--timeout", [1, MAX_LEASE_SECONDS]))
        .default(900, "15m"),
    );

/** Below its options, the help of every command ends in an example. */
export const withExample = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText("after", `\nExample:\n${lines.map((line) => `  ${line}`).join("\n")}`);
