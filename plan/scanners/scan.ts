// Reads the results of scanners, and finds the resource of each.
import type { Plan } from "../plan.ts";
import { SarifError } from "../planError.ts";
import { SEVERITIES } from "../rules/finding.ts";
import { findLeak } from "../secrets/guard.ts";
import { createHider } from "../secrets/hide.ts";
import { readBounded } from "./boundedFile.ts";
import { type SarifResult, type SarifRun, sarifRuns } from "./sarif.ts";
import type { PlaceResult, ResourceResult, Scanned, ScannerCounts, ScannerResult } from "./scanned.ts";
import { type Sources, sourcesOf } from "./sources.ts";
import { type Subject, type Subjects, subjectsOf } from "./subjects.ts";

/** A copy of a secret that is written in another way, such as with HTML entities. */
const WITHHELD = "(not shown: it holds a value that is marked sensitive)";

async function read(file: string): Promise<SarifRun[]> {
  const content = await readBounded(file).catch((error: NodeJS.ErrnoException) => {
    throw new SarifError(`${file}: cannot be read (${error.code ?? error.message})`, { cause: error });
  });
  if (content === undefined) throw new SarifError(`${file}: must be SARIF of at most 64 MiB, got more`);
  return sarifRuns(file, content);
}

type Found =
  | { readonly subject: Subject }
  | { readonly unreviewed: string }
  | { readonly unchanged: true }
  | { readonly nowhere: true; readonly onOneLine?: boolean };

interface Reading {
  readonly stacks: ReadonlySet<string>;
  readonly subjects: Subjects;
  readonly sources: Sources;
}

/** A name is surer than a line, and a line than the address of a message, which may be that of another resource. */
async function find({ names, file, line, message }: SarifResult, reading: Reading): Promise<Found> {
  const { stacks, subjects, sources } = reading;
  const named = names.map(subjects.in).find((subject) => subject !== undefined);
  if (named) return { subject: named };
  const place = file !== undefined && line !== undefined ? await sources.at(file, line) : undefined;
  if (place?.stack !== undefined && !stacks.has(place.stack)) return { unreviewed: place.stack };
  const [address, ...others] = place?.addresses ?? [];
  if (address !== undefined && others.length === 0) {
    const subject = subjects.find(address, place?.stack);
    if (subject) return { subject };
    // Where the stack is not known, it may also be one of several.
    if (place?.stack !== undefined) return { unchanged: true };
  }
  const told = subjects.in(message);
  return told ? { subject: told } : { nowhere: true, onOneLine: others.length > 0 };
}

/**
 * Makes texts of scanners free of the plans' secrets. Numbers of hidden values are those of a reading, so they go too.
 * @param texts all that will be cleaned: mostly none of them has to be looked at by itself
 */
function cleanerOf(plans: readonly Plan[], texts: Iterable<string>): (text: string) => string {
  const hider = createHider(new Set(plans.flatMap(({ secrets }) => [...secrets])));
  const hide = (text: string) => hider.text(text).replaceAll(/\(sensitive \d+\)/g, "(sensitive)");
  const hidden = new Map([...new Set(texts)].map((text) => [text, hide(text)]));
  if (findLeak([...hidden.values()].join("\n"), plans) !== undefined) {
    for (const [text, shown] of hidden) if (findLeak(shown, plans) !== undefined) hidden.set(text, WITHHELD);
  }
  return (text) => hidden.get(text) ?? WITHHELD;
}

const textsOf = ({ tool, results }: SarifRun): string[] => [
  tool,
  ...results.flatMap(({ rule, message, file = "" }) => [rule, message, file]),
];

/** The same result several times becomes one with a count. */
class Folded<Result extends ScannerResult> {
  readonly #byKey = new Map<string, Result>();

  add(result: Result): void {
    const key = JSON.stringify(result);
    const known = this.#byKey.get(key);
    this.#byKey.set(key, known ? { ...known, count: known.count + 1 } : result);
  }

  sorted(keyOf: (result: Result) => string): Result[] {
    const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));
    return [...this.#byKey.values()].sort(
      (one, other) =>
        SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) || compare(keyOf(one), keyOf(other)),
    );
  }
}

class Sorting {
  readonly #onChanged = new Folded<ResourceResult>();
  readonly #elsewhere = new Folded<PlaceResult>();
  readonly #counts = new Map<string, { -readonly [Key in keyof ScannerCounts]: ScannerCounts[Key] }>();
  readonly #onOneLine = new Set<string>();
  readonly #clean: (text: string) => string;

  constructor(clean: (text: string) => string) {
    this.#clean = clean;
  }

  #countsOf(tool: string) {
    const none = { tool, unchanged: 0, unreviewed: 0, unreviewedStacks: [], suppressed: 0, unfinished: false };
    const counts = this.#counts.get(tool) ?? none;
    this.#counts.set(tool, counts);
    return counts;
  }

  addRun({ tool, suppressed, unfinished }: SarifRun): void {
    const counts = this.#countsOf(this.#clean(tool));
    counts.suppressed += suppressed;
    counts.unfinished ||= unfinished;
  }

  add(run: SarifRun, { rule, severity, message, file, line }: SarifResult, found: Found): void {
    const clean = this.#clean;
    const counts = this.#countsOf(clean(run.tool));
    const said = { tool: counts.tool, rule: clean(rule), severity, message: clean(message), count: 1 };
    if ("unchanged" in found || ("subject" in found && !found.subject.changed)) counts.unchanged++;
    else if ("unreviewed" in found) {
      counts.unreviewed++;
      counts.unreviewedStacks = [...new Set([...counts.unreviewedStacks, found.unreviewed])].sort();
    } else if ("subject" in found) {
      const { stack, address } = found.subject;
      this.#onChanged.add({ ...said, stack, address });
    } else {
      const place = { ...(file !== undefined && { file: clean(file) }), ...(line !== undefined && { line }) };
      this.#elsewhere.add({ ...said, ...place });
      if (found.onOneLine && place.file !== undefined) this.#onOneLine.add(place.file);
    }
  }

  get scanned(): Scanned {
    const places = ({ tool, rule, file = "", line = 0 }: PlaceResult) =>
      JSON.stringify([file, String(line).padStart(10, "0"), tool, rule]);
    return {
      onChanged: this.#onChanged.sorted(({ stack, address, tool, rule }) =>
        JSON.stringify([stack, address, tool, rule]),
      ),
      elsewhere: this.#elsewhere.sorted(places),
      scanners: [...this.#counts.values()].sort((one, other) => (one.tool < other.tool ? -1 : 1)),
      onOneLine: [...this.#onOneLine].sort(),
    };
  }
}

/**
 * The results of the SARIF files, by resource of the plans.
 * @param planFiles paths of the plans, which a scanner may have looked at
 * @throws SarifError for the first that cannot be read or is no SARIF 2.1.0
 */
export async function readScans(
  files: readonly string[],
  plans: readonly Plan[],
  planFiles: readonly string[],
): Promise<Scanned> {
  const stacks = new Set(plans.map(({ stack }) => stack));
  const subjects = subjectsOf(plans);
  const opened: { readonly runs: readonly SarifRun[]; readonly sources: Sources }[] = [];
  for (const file of files) opened.push({ runs: await read(file), sources: sourcesOf(planFiles, file) });
  const texts = opened.flatMap(({ runs }) => runs.flatMap(textsOf));
  const sorting = new Sorting(cleanerOf(plans, texts));
  for (const { runs, sources } of opened) {
    for (const run of runs) {
      sorting.addRun(run);
      for (const result of run.results) sorting.add(run, result, await find(result, { stacks, subjects, sources }));
    }
  }
  return sorting.scanned;
}
