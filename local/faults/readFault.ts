// From what somebody asks for to a fault: every option known, allowed and complete. And back, as it would be typed.

import { type Fault, type FaultKind, KINDS } from "./kinds.ts";
import { FaultError, type FaultOption } from "./options.ts";

/** `maxVcpus` as `--max-vcpus`. */
export const flag = (option: string): string =>
  `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The options of a kind, by name. */
export const optionsOf = (kind: FaultKind): [string, FaultOption<string | number>][] =>
  Object.entries(KINDS[kind].options);

/** @throws FaultError */
export function readFault(kind: unknown, given: Readonly<Record<string, unknown>>): Fault {
  if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind))
    throw new FaultError(`kind: must be one of ${Object.keys(KINDS).join(", ")}, got ${kind}`);
  const known = optionsOf(kind as FaultKind);
  const unknown = Object.keys(given).find((option) => !known.some(([known]) => known === option));
  if (unknown !== undefined) {
    const flags = known.map(([option]) => flag(option)).join(", ") || "none";
    throw new FaultError(`${kind}: its options are ${flags}, got ${flag(unknown)}`);
  }
  const values = known.flatMap(([option, description]) => {
    const value = readOption(kind, option, description, given[option]);
    return value === undefined ? [] : [[option, value]];
  });
  return { kind, values: Object.fromEntries(values) } as Fault;
}

function readOption(
  kind: string,
  option: string,
  { read, allowed, isRequired, fallback }: FaultOption<unknown>,
  given: unknown,
) {
  if (given === undefined && isRequired) throw new FaultError(`${kind}: ${flag(option)} is missing; it is ${allowed}`);
  if (given === undefined) return fallback;
  const value = read(String(given));
  if (value === undefined) throw new FaultError(`${kind}: ${flag(option)} must be ${allowed}, got ${given}`);
  return value;
}

/** As it would be typed, without what is the default anyway. */
export function describeFault({ kind, values }: Fault): string {
  const given = optionsOf(kind).flatMap(([option, { fallback }]) => {
    const value = (values as Readonly<Record<string, unknown>>)[option];
    return value === undefined || value === fallback ? [] : [`${flag(option)} ${value}`];
  });
  return [kind, ...given].join(" ");
}
