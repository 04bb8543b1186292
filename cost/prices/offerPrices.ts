// What an offer file says about the prices that are wanted from it, in whatever order its rows come.
import type { Readable } from "node:stream";
import { type Cell, readOfferFile } from "./offerFile.ts";
import { WANTED, type Wanted } from "./wanted.ts";

/** A price as a row of the list gives it. */
export interface Listed {
  /** Units in a month from which it holds, and up to which; without end when left out. */
  readonly from: number;
  readonly upTo?: number;
  readonly usd: number;
  /** Of an instance type, as the list writes them. */
  readonly vCpus: string;
  readonly memory: string;
}

export interface OfferPrices {
  /** By where they go in the price table, with the instance type in place of `*`. */
  readonly listed: ReadonlyMap<string, readonly Listed[]>;
  readonly version: string;
}

const COMMON = ["TermType", "Currency", "Region Code", "usageType", "StartingRange", "EndingRange", "PricePerUnit"];
const SPECIFICATION = ["vCPU", "Memory"];

/** C, M and R without a letter for local disks, more network or a lower baseline, as in the table that is shipped. */
const PLAIN_FAMILY = /^[cmr]\d+[agi]\./;

/** A usage type begins with the Region's code in billing (`EU-`, `USE1-`), its name (KMS), or, in us-east-1, often with neither. */
function usagePattern(usage: string, region: string): RegExp {
  const text = usage.replaceAll(/[.+?()[\]{}|^$\\]/g, "\\$&").replace("*", "([a-z0-9-]+\\.[a-z0-9-]+)");
  return new RegExp(`^(?:EU-|[A-Z]{3}\\d+-|${region}-)?${text}$`);
}

const endOf = (range: string): { upTo?: number } => (range === "Inf" || range === "" ? {} : { upTo: Number(range) });

const listedIn = (cell: Cell, { per = 1 }: Wanted): Listed => ({
  from: Number(cell("StartingRange")),
  ...endOf(cell("EndingRange")),
  // Twelve digits: what binary fractions add beyond is not the price.
  usd: Number((Number(cell("PricePerUnit")) * per).toPrecision(12)),
  vCpus: cell("vCPU"),
  memory: cell("Memory"),
});

/**
 * Reads the offer file of a Region.
 * @throws PriceListError for what is not a price list
 */
export async function offerPrices(offer: string, region: string, bytes: Readable): Promise<OfferPrices> {
  const rules = WANTED.filter((wanted) => wanted.offer === offer).map((wanted) => ({
    wanted,
    usage: usagePattern(wanted.usage, region),
    columns: Object.entries(wanted.columns ?? {}),
  }));
  const needed = new Set([...COMMON, ...rules.flatMap(({ columns }) => columns.map(([name]) => name))]);
  if (rules.some(({ wanted }) => wanted.price.startsWith("instances.")))
    for (const name of SPECIFICATION) needed.add(name);

  const listed = new Map<string, Listed[]>();
  const version = await readOfferFile(offer, bytes, [...needed], (cell) => {
    if (cell("TermType") !== "OnDemand" || cell("Currency") !== "USD" || cell("Region Code") !== region) return;
    for (const { wanted, usage, columns } of rules) {
      const match = usage.exec(cell("usageType"));
      if (match === null || !columns.every(([name, value]) => cell(name) === value)) continue;
      const [, type] = match;
      if (type !== undefined && !PLAIN_FAMILY.test(type)) continue;
      const price = type === undefined ? wanted.price : wanted.price.replace("*", type);
      const before = listed.get(price);
      if (before) before.push(listedIn(cell, wanted));
      else listed.set(price, [listedIn(cell, wanted)]);
    }
  });
  return { listed, version };
}
