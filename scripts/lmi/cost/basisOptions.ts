// Options of every cost command: the price table, and constants that the user knows better.
import type { Command } from "commander";
import { boundsOf } from "../../../cost/constantBounds.ts";
import { type Basis, CONSTANTS, type ConstantName, createBasis } from "../../../cost/constants.ts";
import type { PriceTable } from "../../../cost/prices/priceTable.ts";
import { LIMITS } from "../../../stacks/config/limits.ts";
import { UsageError } from "../../cliError.ts";

export interface BasisOptions {
  readonly prices?: string;
  readonly assume?: Partial<Record<ConstantName, number>>;
}

const isConstant = (name: string): name is ConstantName => Object.hasOwn(CONSTANTS, name);

function assumption(text: string, earlier: BasisOptions["assume"] = {}): BasisOptions["assume"] {
  const [, name = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
  if (!isConstant(name)) {
    throw new UsageError(
      `--assume: must be <name>=<number> with one of ${Object.keys(CONSTANTS).join(", ")}, got ${text}`,
    );
  }
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  const { min, max, whole = false } = boundsOf(name);
  if (number >= min && number <= max && (!whole || Number.isInteger(number))) return { ...earlier, [name]: number };
  throw new UsageError(
    `--assume ${name}: must be a ${whole ? "whole " : ""}number from ${min} to ${max}, got ${value || "nothing"}`,
  );
}

export const withBasis = (command: Command): Command =>
  command
    .option("--prices <file>", "a price table that lmi cost prices --refresh wrote (default: us-east-1, as shipped)")
    .option("--assume <name=number>", "a constant to replace, as the report names it; repeatable", assumption);

/**
 * A Region of AWS that has no managed instances: there is nothing to price.
 * @throws UsageError
 */
export function checkRegion(option: string, region: string | undefined): void {
  const { regions, stateRegions } = LIMITS;
  const has = (list: readonly string[]): boolean => region !== undefined && list.includes(region);
  if (!has(stateRegions.value) || has(regions.value)) return;
  throw new UsageError(`${option}: must be a Region that has managed instances, got ${region}`);
}

/** @throws UsageError when the file is no price table */
export async function basisOf(options: BasisOptions): Promise<{ readonly prices: PriceTable; readonly basis: Basis }> {
  const { readPrices } = await import("../../../cost/prices/readPrices.ts");
  const prices = await readPrices(options.prices);
  checkRegion("--prices", prices.region);
  return { prices, basis: createBasis(options.assume) };
}

/**
 * The same for commands about one Region.
 * @throws UsageError also when the user names a Region that the prices are not of
 */
export async function basisInRegion(
  options: BasisOptions & { readonly region?: string },
): Promise<{ readonly prices: PriceTable; readonly basis: Basis }> {
  checkRegion("--region", options.region);
  const made = await basisOf(options);
  const { region } = made.prices;
  if (options.region === undefined || options.region === region) return made;
  throw new UsageError(
    `--region: the price table is of ${region}, got ${options.region}; lmi cost prices --refresh reads another Region, --prices takes what it wrote`,
  );
}
