// What two syntheses of the same sources differ in, resource by resource.
import { isDeepStrictEqual } from "node:util";

type Json = Readonly<Record<string, unknown>>;

/** What one synthesis wrote. */
export interface Synthesis {
  readonly manifest: Json;
  /** By name: its cdk.tf.json. */
  readonly stacks: Readonly<Record<string, Json>>;
  /** By path in the folder: a digest of each file that a stack brings along. */
  readonly assets: Readonly<Record<string, string>>;
}

/** Blocks whose entries have a type and a name; in others, only a name. */
const TYPED = new Set(["resource", "data"]);

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Without the comment that the library keeps its notes in, such as its own version. */
const uncommented = (value: unknown): unknown => {
  if (!isObject(value)) return value;
  const { "//": _, ...rest } = value;
  return rest;
};

/** Everything in a template by its address, as Terraform writes it. */
function addressed(template: Json): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [block, entries] of Object.entries(template)) {
    if (block === "//" || !isObject(entries)) continue;
    for (const [name, entry] of Object.entries(entries)) {
      if (TYPED.has(block) && isObject(entry)) {
        const prefix = block === "data" ? "data." : "";
        for (const [id, one] of Object.entries(entry)) found.set(`${prefix}${name}.${id}`, uncommented(one));
      } else found.set(`${block}.${name}`, uncommented(entry));
    }
  }
  return found;
}

function* compared(where: string, before: Map<string, unknown>, after: Map<string, unknown>): Generator<string> {
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    if (!after.has(key)) yield `${where}: ${key} is missing`;
    else if (!before.has(key)) yield `${where}: ${key} is new`;
    else if (!isDeepStrictEqual(before.get(key), after.get(key))) yield `${where}: ${key} differs`;
  }
}

const byKey = (values: Json) => new Map(Object.entries(values));

/** One line for each; none when both mean the same Terraform. The library's version and its comments do not count. */
export function differences(before: Synthesis, after: Synthesis): string[] {
  const stacks = new Set([...Object.keys(before.stacks), ...Object.keys(after.stacks)]);
  return [
    ...compared("manifest", byKey({ ...before.manifest, version: "" }), byKey({ ...after.manifest, version: "" })),
    ...[...stacks].flatMap((name) => [
      ...compared(name, addressed(before.stacks[name] ?? {}), addressed(after.stacks[name] ?? {})),
    ]),
    ...compared("assets", byKey(before.assets), byKey(after.assets)),
  ];
}

/** How many addresses there are to compare. */
export const countOf = ({ stacks }: Synthesis): number =>
  Object.values(stacks).reduce((sum, template) => sum + addressed(template).size, 0);
