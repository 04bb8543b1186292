// Options of every cost command: the price table, and constants that the user knows better.
import type { Command } from "commander";
import { UsageError } from "../../cliError.ts";
import { type Basis, CONSTANTS, type ConstantName, createBasis } from "../../cost/constants.ts";
import type { PriceTable } from "../../cost/prices/priceTable.ts";
import { asUsage } from "./asUsage.ts";

export interface BasisOptions {
  readonly prices?: string;
  readonly assume?: Partial<Record<ConstantName, number>>;
}

function assumption(text: string, earlier: BasisOptions["assume"] = {}): BasisOptions["assume"] {
  const [name = "", value = ""] = text.split("=");
  if (!(name in CONSTANTS)) {
    throw new UsageError(
      `--assume: must be <name>=<number> with one of ${Object.keys(CONSTANTS).join(", ")}, got ${text}`,
    );
  }
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw new UsageError(`--assume ${name}: must be a number from 0 up, got ${value}`);
  return { ...earlier, [name]: number };
}

export const withBasis = (command: Command): Command =>
  command
    .option("--prices <file>", "a price table that lmi cost prices --refresh wrote (default: us-east-1, as shipped)")
    .option("--assume <name=number>", "a constant to replace, as the report names it; repeatable", assumption);

/** @throws UsageError when the file is no price table */
export async function basisOf(options: BasisOptions): Promise<{ readonly prices: PriceTable; readonly basis: Basis }> {
  const { readPrices } = await import("../../cost/prices/readPrices.ts");
  const prices = await asUsage(() => readPrices(options.prices));
  return { prices, basis: createBasis(options.assume) };
}
