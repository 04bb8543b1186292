// What a plan would do now that is not what was reviewed, change by change.
import { z } from "zod";
import { visible } from "../../../plan/report/visible.ts";
import { UsageError } from "../../cliError.ts";
import { parseJson, readTextFile } from "../jsonFile.ts";

const change = z.object({
  stack: z.string(),
  address: z.string(),
  deposed: z.string().optional(),
  action: z.string(),
  attributes: z.array(z.object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
});
const output = change.pick({ stack: true, action: true, attributes: true }).extend({ name: z.string() });
const reviewed = z.object({
  schemaVersion: z.literal(1),
  fingerprint: z.string(),
  stacks: z.array(z.object({ name: z.string() })),
  changes: z.array(change),
  outputs: z.array(output),
});

interface Entry {
  readonly action: string;
  readonly attributes: readonly { readonly path: string; readonly before?: unknown; readonly after?: unknown }[];
}

/** The parts of a review that are compared. */
export interface Reviewed {
  readonly stacks: readonly { readonly name: string }[];
  readonly changes: readonly (Entry & {
    readonly stack: string;
    readonly address: string;
    readonly deposed?: string | undefined;
  })[];
  readonly outputs: readonly (Entry & { readonly stack: string; readonly name: string })[];
}

/** @throws UsageError when the file holds no review, or that of other plans */
export async function readReviewed(file: string, fingerprint: string): Promise<Reviewed> {
  const parsed = reviewed.safeParse(parseJson(file, await readTextFile(file)));
  if (!parsed.success) throw new UsageError(`${file}: must be a review as lmi plan run --json prints it`);
  if (parsed.data.fingerprint !== fingerprint) {
    throw new UsageError(`${file}: must be the review of ${fingerprint}, got that of ${parsed.data.fingerprint}`);
  }
  return parsed.data;
}

const MAX_CHARACTERS = 120;

function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}… (${text.length} characters)`;
}

function entriesOf({ changes, outputs }: Reviewed): Map<string, Entry> {
  const named = ({ stack, address, deposed }: Reviewed["changes"][number]) =>
    `${stack}: ${address}${deposed === undefined ? "" : ` (deposed ${deposed})`}`;
  return new Map<string, Entry>([
    ...changes.map((one) => [named(one), one] as const),
    ...outputs.map((one) => [`${one.stack}: output ${one.name}`, one] as const),
  ]);
}

/** `memory_size was to become 2048, and becomes 4096` */
function attributeLines(was: Entry, is: Entry): string[] {
  const of = (entry: Entry) => new Map(entry.attributes.map(({ path, before, after }) => [path, { before, after }]));
  const [old, young] = [of(was), of(is)];
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((path) => {
    const [left, right] = [old.get(path), young.get(path)];
    if (JSON.stringify(left) === JSON.stringify(right)) return [];
    const side = (one: typeof left) => (one ? `${shown(one.before)} to ${shown(one.after)}` : "unchanged");
    return [`    ${path === "" ? "value" : path}: reviewed ${side(left)}, now ${side(right)}`];
  });
}

/** Lines from `-` (was reviewed, would not happen), over `+` (would happen, was not reviewed), to `!` (another change of the same). */
export function differenceLines(was: Reviewed, is: Reviewed): string[] {
  const [old, young] = [entriesOf(was), entriesOf(is)];
  const gone = [...old].filter(([key]) => !young.has(key)).map(([key, { action }]) => `- ${key}: ${action}`);
  const come = [...young].filter(([key]) => !old.has(key)).map(([key, { action }]) => `+ ${key}: ${action}`);
  const other = [...young].flatMap(([key, entry]) => {
    const before = old.get(key);
    if (!before) return [];
    const lines = attributeLines(before, entry);
    const acts = before.action === entry.action ? "" : ` reviewed ${before.action}, now ${entry.action}`;
    return lines.length > 0 || acts !== "" ? [`! ${key}:${acts}`, ...lines] : [];
  });
  const stacks = (names: readonly { readonly name: string }[]) => names.map(({ name }) => name);
  const [planned, plannedNow] = [stacks(was.stacks), stacks(is.stacks)];
  return [
    ...planned.filter((name) => !plannedNow.includes(name)).map((name) => `- ${name}: has no plan any more`),
    ...plannedNow.filter((name) => !planned.includes(name)).map((name) => `+ ${name}: had no plan`),
    ...gone,
    ...come,
    ...other,
  ].map(visible);
}
