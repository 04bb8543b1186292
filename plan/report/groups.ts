// Many changes in few words: by type, by module, by address without the keys of count and for_each, each with how many.
import { lazy } from "./lazy.ts";
import { asMarkdown, plural } from "./phrase.ts";
import { shortened } from "./visible.ts";

/** What the grouping looks at. */
export interface Grouped {
  readonly stack: string;
  readonly address: string;
  readonly type: string;
}

type KeyOf = (one: Grouped) => string;

const FEW = 10;
const MAX_KEY_CHARACTERS = 120;

const withoutKeys = (address: string): string => address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "");
/** `module.a.` of `module.a.aws_lambda_function.b` */
function moduleOf({ address, type }: Grouped): string {
  const base = withoutKeys(address);
  return base.slice(0, Math.max(0, base.lastIndexOf(`${type}.`)));
}

type Group = readonly [name: string, count: number];

/** Largest first. */
function counted(keys: readonly string[], from: number): Group[] {
  const counts = new Map<string, number>();
  for (let index = from; index < keys.length; index++) {
    const key = keys[index] ?? "";
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([one, many], [other, few]) => few - many || (one < other ? -1 : 1));
}

const many = (count: number): string => count.toLocaleString("en-US");
const sum = (groups: readonly Group[]): number => groups.reduce((so, [, count]) => so + count, 0);

/** One list item that names each group, or the largest ones, with its count. */
function line(groups: readonly Group[], most: number): string {
  const names = groups.slice(0, most).map(([name, count]) => `${name} × ${many(count)}`);
  const others = groups.slice(most);
  if (others.length > 0) names.push(`${plural(others.length, "other kind")} × ${many(sum(others))} in all`);
  return `- ${many(sum(groups))} more in short: ${names.join(", ")}\n`;
}

/** One list item that names each group with its count and all that is in it. */
function members(groups: readonly string[], names: readonly string[], from: number): string {
  const byGroup = Map.groupBy(
    Array.from({ length: groups.length - from }, (_, index) => from + index),
    (index) => groups[index] ?? "",
  );
  const texts = [...byGroup].map(
    ([group, indexes]) => `${group} × ${many(indexes.length)}: ${indexes.map((index) => names[index]).join(", ")}`,
  );
  return `- ${many(groups.length - from)} more in short: ${texts.join("; ")}\n`;
}

/**
 * What is said of the rest of a listing: the ten largest groups with short names, all groups, finer groups, and at last
 * each group with all of its members.
 */
export function inGroups(
  all: readonly Grouped[],
  keys: readonly [KeyOf, ...KeyOf[]],
  by?: { readonly group: KeyOf; readonly member: KeyOf },
): [(from: number) => string, ...((from: number) => string)[]] {
  // The rest is tried from many places on, so names are made once.
  const named = (nameOf: (one: Grouped) => string) => lazy(() => all.map(nameOf));
  const code = (keyOf: KeyOf) => named((one) => asMarkdown([{ name: keyOf(one) }]));
  const [coarse] = keys;
  const short = named((one) => asMarkdown([{ name: shortened(coarse(one), MAX_KEY_CHARACTERS) }]));
  const full = keys.map(code);
  const [groups, names] = by ? [code(by.group), code(by.member)] : [];
  return [
    (from) => line(counted(short(), from), FEW),
    ...full.map((names) => (from: number) => line(counted(names(), from), Number.POSITIVE_INFINITY)),
    ...(groups && names ? [(from: number) => members(groups(), names(), from)] : []),
  ];
}

/** For resources, from types to addresses; with the stack where there are several. */
export const resourceKeys = (severalStacks: boolean): [KeyOf, ...KeyOf[]] => {
  const inStack =
    (keyOf: KeyOf): KeyOf =>
    (one) =>
      severalStacks ? `${one.stack}: ${keyOf(one)}` : keyOf(one);
  return [
    ({ type }) => type,
    inStack(({ type }) => type),
    inStack((one) => `${moduleOf(one)}${one.type}`),
    inStack(({ address }) => withoutKeys(address)),
  ];
};

/** Of an address, what comes before the resource's own name and key, and these. */
export const resourceMembers = (severalStacks: boolean): { readonly group: KeyOf; readonly member: KeyOf } => {
  const startOf = ({ address, type }: Grouped) =>
    address.lastIndexOf(`${type}.`) + (address.includes(`${type}.`) ? type.length + 1 : 0);
  return {
    group: (one) => {
      const start = one.address.slice(0, Math.max(0, startOf(one) - 1)) || one.type;
      return severalStacks ? `${one.stack}: ${start}` : start;
    },
    member: (one) => one.address.slice(Math.max(0, startOf(one))),
  };
};
