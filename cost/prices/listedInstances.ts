// Instance types of the list: those that Lambda offers in the Region, which are the ones with a management fee.
import { CONSTANTS } from "../constants.ts";
import { mistakeIn, ordered, paid } from "./listedTiers.ts";
import type { Listed } from "./offerPrices.ts";
import type { Instance } from "./priceTable.ts";
import { INSTANCE, MANAGEMENT_FEE, type Wanted } from "./wanted.ts";

/** By where it goes in the price table. */
export type AllListed = ReadonlyMap<string, readonly Listed[]>;

const ARCHITECTURE = { g: "arm64", a: "x86_64", i: "x86_64" } as const;

function byType({ price }: Wanted, listed: AllListed): Map<string, readonly Listed[]> {
  const prefix = price.replace("*", "");
  const own = [...listed].filter(([key]) => key.startsWith(prefix));
  return new Map(own.map(([key, rows]) => [key.slice(prefix.length), ordered(paid(rows))]));
}

function managed(listed: AllListed): [type: string, rows: readonly Listed[]][] {
  const fees = byType(MANAGEMENT_FEE, listed);
  return [...byType(INSTANCE, listed)].filter(([type]) => fees.has(type));
}

const architectureOf = (type: string) =>
  ARCHITECTURE[/^[a-z]\d+([agi])\./.exec(type)?.[1] as keyof typeof ARCHITECTURE];

/** `1,024 GiB` */
const gibOf = (memory: string): number => Number(memory.replace(",", "").replace(/ GiB$/, ""));

const family = (type: string): string => type.split(".")[0] ?? type;

/** As in the shipped table: arm64 first, then by family and size. */
export function instancesIn(listed: AllListed): Record<string, Instance> {
  const found = managed(listed).flatMap(([type, [row]]): [string, Instance][] =>
    row === undefined
      ? []
      : [
          [
            type,
            {
              architecture: architectureOf(type),
              vCpus: Number(row.vCpus),
              memoryGib: gibOf(row.memory),
              usdPerHour: row.usd,
            },
          ],
        ],
  );
  return Object.fromEntries(
    found.toSorted(
      ([a, first], [b, second]) =>
        first.architecture.localeCompare(second.architecture) ||
        family(a).localeCompare(family(b)) ||
        first.vCpus - second.vCpus ||
        a.localeCompare(b),
    ),
  );
}

/** One line when Lambda offers no managed instances in the Region. */
export const withoutFees = (region: string, listed: AllListed): string[] =>
  byType(MANAGEMENT_FEE, listed).size > 0
    ? []
    : [
        `instances: ${MANAGEMENT_FEE.offer} of ${region} lists no ${MANAGEMENT_FEE.usage}: Lambda offers no managed instances there`,
      ];

/** One line per type whose price is ambiguous, or one when there is no type. */
export function mistakesInInstances(region: string, listed: AllListed): string[] {
  const types = managed(listed);
  if (types.length === 0) {
    return [`instances: ${INSTANCE.offer} of ${region} lists no ${INSTANCE.usage} of a type that has a management fee`];
  }
  return types.flatMap(([type, rows]) => {
    const mistake = mistakeIn({ ...INSTANCE, usage: INSTANCE.usage.replace("*", type) }, region, rows);
    return mistake === undefined ? [] : [`instances.${type}: ${mistake}`];
  });
}

/** One line when the list has another management fee than the arithmetic, beyond what rounding does. */
export function otherFee(listed: AllListed): string | undefined {
  const { value } = CONSTANTS.managementFee;
  const fees = byType(MANAGEMENT_FEE, listed);
  const shares = managed(listed).map(([type, [row]]) => {
    const fee = fees.get(type)?.[0]?.usd ?? Number.NaN;
    return { type, share: fee / (row?.usd ?? Number.NaN) };
  });
  const [first, ...others] = shares.filter(({ share }) => Math.abs(share - value) > value / 100);
  if (first === undefined) return undefined;
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  const share = first.share.toFixed(4);
  return `management fee of ${first.type}${more}: AWS lists ${share} of the EC2 price, the arithmetic takes ${value}; --assume managementFee=${share} replaces it`;
}
