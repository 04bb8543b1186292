// Two values side by side, down to the leaves: what is there on one side only, or differs.
import { isAttributes, isSensitive, isUnknown, sensitive, UNKNOWN, type Value } from "../value.ts";
import { isIdentical } from "./canonical.ts";
import { documentIn } from "./embeddedJson.ts";
import { isReordered, pair, pairSame } from "./pairing.ts";
import { DOCUMENT, ELEMENT, type Path, type Step } from "./path.ts";
import { asList, isUnordered } from "./unordered.ts";

/**
 * `reordered`: the same elements in another order. `reformatted`: a document in a string is written otherwise and says the same.
 * `same`: forces a replacement without a difference that the plan shows.
 */
export type ChangeKind = "added" | "removed" | "changed" | "reordered" | "reformatted" | "same";

export type Side = Value | undefined;
/** A difference, and where it is. */
export interface Found {
  readonly path: Path;
  readonly kind: ChangeKind;
  readonly before: Side;
  readonly after: Side;
}

const isList = (value: Side): value is readonly Value[] => Array.isArray(value);
const isLeaf = (value: Value): boolean => typeof value !== "object" || value === null || isUnknown(value);
const isEmpty = (value: Value): boolean =>
  isList(value) ? value.length === 0 : isAttributes(value) && Object.keys(value).length === 0;

class Comparison {
  readonly found: Found[] = [];
  readonly #path: Step[] = [];

  #inside(step: Step, before: Side, after: Side): void {
    this.#path.push(step);
    this.compare(before, after);
    this.#path.pop();
  }

  #say(before: Side, after: Side, kind?: ChangeKind): void {
    const otherwise = after === undefined ? "removed" : "changed";
    this.found.push({
      path: [...this.#path],
      kind: kind ?? (before === undefined ? "added" : otherwise),
      before,
      after,
    });
  }

  /** Terraform writes null for what is not set; in a document it is a value. */
  #set(value: Side): Side {
    return value === null && !this.#path.includes(DOCUMENT) ? undefined : value;
  }

  /** One element and a list of some, where a policy may have either, are two lists. */
  #alike(before: Side, after: Side): [Side, Side] {
    if (isList(before) && after !== undefined) return [before, asList(after, this.#path)];
    if (isList(after) && before !== undefined) return [asList(before, this.#path), after];
    return [before, after];
  }

  compare(left: Side, right: Side): void {
    const [before, after] = this.#alike(this.#set(left), this.#set(right));
    if (before === undefined && after === undefined) return;
    if (isSensitive(before) || isSensitive(after)) this.#secret(before, after);
    else if (isUnknown(before) && isUnknown(after)) return;
    else if (before === undefined || after === undefined) this.#oneSided(before, after);
    else if (isList(before) && isList(after)) this.#lists(before, after);
    else if (isAttributes(before) && isAttributes(after)) this.#attributes(before, after);
    else if (typeof before === "string" && typeof after === "string") this.#strings(before, after);
    else if (before !== after) this.#say(before, after);
  }

  #secret(before: Side, after: Side): void {
    const oneSided = before === undefined || after === undefined;
    const changes = [before, after].some((side) => isSensitive(side) && side.changes);
    if (!changes && !oneSided) return;
    const hidden = sensitive(changes);
    this.#say(
      before === undefined ? undefined : hidden,
      isUnknown(after) ? UNKNOWN : after === undefined ? after : hidden,
    );
  }

  #oneSided(before: Side, after: Side): void {
    const value = before ?? after;
    const inner = (part: Value, step: Step) =>
      before === undefined ? this.#inside(step, undefined, part) : this.#inside(step, part, undefined);
    const document = typeof value === "string" ? documentIn(value) : undefined;
    if (document !== undefined && !isEmpty(document)) inner(document, DOCUMENT);
    else if (isList(value) && !value.every(isLeaf)) for (const [index, part] of value.entries()) inner(part, index);
    else if (isAttributes(value) && !isEmpty(value)) {
      for (const key of Object.keys(value).sort()) inner(value[key] ?? null, key);
    } else this.#say(before, after);
  }

  #attributes(before: { readonly [key: string]: Value }, after: { readonly [key: string]: Value }): void {
    const of = (side: { readonly [key: string]: Value }, key: string) =>
      Object.hasOwn(side, key) ? side[key] : undefined;
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of [...keys].sort()) this.#inside(key, of(before, key), of(after, key));
  }

  #strings(before: string, after: string): void {
    if (before === after) return;
    const [left, right] = [documentIn(before), documentIn(after)];
    if (left === undefined || right === undefined || isList(left) !== isList(right)) this.#say(before, after);
    else {
      const already = this.found.length;
      this.#inside(DOCUMENT, left, right);
      if (this.found.length === already) this.#say(before, after, "reformatted");
    }
  }

  #lists(before: readonly Value[], after: readonly Value[]): void {
    if (isIdentical(before, after)) return;
    if (before.every(isLeaf) && after.every(isLeaf)) this.#leaves(before, after);
    else if ([...before, ...after].some((element) => isSensitive(element) || isList(element))) {
      for (let index = 0; index < Math.max(before.length, after.length); index++) {
        this.#inside(index, before[index], after[index]);
      }
    } else this.#blocks(before, after);
  }

  #blocks(before: readonly Value[], after: readonly Value[]): void {
    const pairs = pair(before, after, this.#path);
    for (const [from, to] of pairs.kept) this.#inside(to, before[from], after[to]);
    for (const index of pairs.removed) this.#inside(index, before[index], undefined);
    for (const index of pairs.added) this.#inside(index, undefined, after[index]);
    if (isReordered(pairs) && !isUnordered(this.#path)) this.#say(before, after, "reordered");
  }

  #leaves(before: readonly Value[], after: readonly Value[]): void {
    const pairs = pairSame(before, after, this.#path);
    const { removed, added } = pairs;
    if (isReordered(pairs) && !isUnordered(this.#path)) {
      this.#say(before, after, removed.length + added.length === 0 ? "reordered" : "changed");
    } else if (before.length === 1 && after.length === 1) this.#inside(0, before[0], after[0]);
    else {
      for (const index of removed) this.#element(before[index] ?? null, undefined);
      for (const index of added) this.#element(undefined, after[index] ?? null);
    }
  }

  #element(before: Side, after: Side): void {
    this.#path.push(ELEMENT);
    this.#say(before, after);
    this.#path.pop();
  }
}

/** What differs, in the order of attribute names. */
export function compare(before: Side, after: Side): readonly Found[] {
  const comparison = new Comparison();
  comparison.compare(before, after);
  return comparison.found;
}
