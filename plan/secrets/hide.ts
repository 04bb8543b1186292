// Copies of secrets where no mark stands: CDKTF marks every value that one stack hands to another, and the subnet that is
// an output of the network stack is plain text in it and in all others. Each secret gets a number, `(sensitive 3)`, the same
// wherever it stands in the plans that are read together: so a review does not show it, but still sees which is which, that
// three subnets are three, and that a policy now names another table.
import { isObject } from "../../terraform/block.ts";
import { isSensitive, isUnknown } from "../value.ts";
import { MIN_LENGTH } from "./lookedFor.ts";
import { createSearch, type Span } from "./search.ts";

/** Terraform's own names of attributes have no other characters. */
const ATTRIBUTE = /^[a-z0-9_]+$/;

export interface Hider {
  text(text: string): string;
  /**
   * The same value when nothing in it is to be hidden. Names of attributes stay: the keys of a resource and of its blocks,
   * which stand in lists. An object that stands in an object is a map, and its keys are values.
   */
  value<T>(value: T): T;
}

/** Spans that overlap become one. */
function merged(spans: readonly Span[]): Span[] {
  const done: Span[] = [];
  for (const [from, to] of spans) {
    let start = from;
    for (let last = done.at(-1); last !== undefined && last[1] > start; last = done.at(-1)) {
      start = Math.min(start, last[0]);
      done.pop();
    }
    done.push([start, to]);
  }
  return done;
}

/** A number of fewer digits is not looked for. */
const SMALL = 10 ** (MIN_LENGTH - 1);

/** Terraform writes them in order. */
function inOrder(keys: readonly string[]): readonly string[] {
  let last = "";
  for (const key of keys) {
    if (key < last) return keys.toSorted();
    last = key;
  }
  return keys;
}

/** Numbers are given in the order in which secrets are met, keys of objects in the order of the alphabet. */
export function createHider(secrets: Iterable<string>): Hider {
  const search = createSearch(secrets);
  const numbers = new Map<string, number>();
  const names = new Map<string, string>();
  /** A value stands in a plan up to four times: before, after, and in both states. */
  const texts = new Map<string, string>();

  function replacement(secret: string): string {
    const number = numbers.get(secret) ?? numbers.size + 1;
    numbers.set(secret, number);
    return `(sensitive ${number})`;
  }

  function text(given: string): string {
    if (given.length < MIN_LENGTH) return given;
    const known = texts.get(given) ?? replaced(given);
    texts.set(given, known);
    return known;
  }

  function replaced(given: string): string {
    const found = search(given);
    if (found.length === 0) return given;
    let shown = "";
    let done = 0;
    for (const [from, to] of merged(found)) {
      shown += given.slice(done, from) + replacement(given.slice(from, to));
      done = to;
    }
    return shown + given.slice(done);
  }

  function nameOf(key: string): string {
    const known = names.get(key) ?? (ATTRIBUTE.test(key) ? key : text(key));
    names.set(key, known);
    return known;
  }

  function object(given: Readonly<Record<string, unknown>>, isMap: boolean): unknown {
    const keyOf = isMap ? text : nameOf;
    let copy: Record<string, unknown> | undefined;
    let renames = false;
    for (const key of inOrder(Object.keys(given))) {
      const one = hidden(given[key], true);
      renames ||= keyOf(key) !== key;
      if (one === given[key]) continue;
      copy ??= { ...given };
      if (key !== "__proto__") copy[key] = one;
      else Object.defineProperty(copy, key, { value: one });
    }
    if (!renames) return copy ?? given;
    return Object.fromEntries(Object.entries(copy ?? given).map(([key, one]) => [keyOf(key), one]));
  }

  function hidden(given: unknown, inObject = false): unknown {
    if (typeof given === "string") return text(given);
    if (typeof given !== "object" && typeof given !== "number") return given;
    if (typeof given === "number") {
      if (Number.isInteger(given) && Math.abs(given) < SMALL) return given;
      const digits = String(given);
      const shown = text(digits);
      return shown === digits ? given : shown;
    }
    if (Array.isArray(given)) {
      if (given.length === 0) return given;
      const items = given.map((item) => hidden(item));
      return items.some((item, index) => item !== given[index]) ? items : given;
    }
    return isObject(given) && !isSensitive(given) && !isUnknown(given) ? object(given, inObject) : given;
  }

  return { text, value: <T>(given: T) => hidden(given) as T };
}
