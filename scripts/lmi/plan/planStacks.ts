// Terraform's plans for the stacks of one change, before any of it is applied: a stack whose outputs change hands what is known of
// them to those that read them; what is known only after its apply lets them wait.
import { join } from "node:path";
import type { Failure, Unplanned } from "../../../plan/report/review.ts";
import type { Stack } from "../../../terraform/manifest.ts";
import { outputsRead } from "../../deploy/dependencies.ts";
import { fedCopy } from "./fedCopy.ts";
import { type Output, type PlannedOutputs, plannedOutputs } from "./plannedOutputs.ts";
import { init, type Place, plan, type Terraform } from "./terraform.ts";

export interface PlannedStack {
  readonly stack: Stack;
  /** What `terraform show -json` says of it. */
  readonly bytes: Uint8Array;
  /** Terraform's own plan. */
  readonly file: string;
  /** Whether it was planned with outputs that do not exist yet, so that the file cannot be applied. */
  readonly isFed: boolean;
}

export interface Planning {
  readonly planned: readonly PlannedStack[];
  readonly unplanned: readonly Unplanned[];
  /** With whatever Terraform said. */
  readonly failures: readonly Failure[];
}

interface Options {
  /** For the plans. */
  readonly work: string;
  /** Lets a step come to its end whatever arrives meanwhile. */
  readonly finish: <T>(step: () => Promise<T>) => Promise<T>;
  /** Told which stack comes. */
  readonly tell: (stack: Stack, index: number) => void;
}

const NOTHING = { fed: new Map<string, never>() };

type Needs =
  | { readonly waits: NonNullable<Unplanned["waits"]> }
  | { readonly fed: ReadonlyMap<string, Readonly<Record<string, Output>>> };

/** @param outputs of the stacks that have a plan; stacks that were asked for and are missing here cannot be read from */
function needsOf(stack: Stack, asked: ReadonlySet<string>, outputs: ReadonlyMap<string, PlannedOutputs>): Needs {
  const waitsFor = new Map<string, readonly string[]>();
  const fed = new Map<string, Readonly<Record<string, Output>>>();
  for (const dependency of stack.dependencies) {
    const planned = outputs.get(dependency);
    const read = outputsRead(stack, dependency);
    if (planned === undefined) {
      if (asked.has(dependency)) waitsFor.set(dependency, []);
    } else {
      const unknown = read.filter((name) => planned.unknown.has(name));
      if (unknown.length > 0) waitsFor.set(dependency, unknown);
      else if (read.some((name) => planned.changed.has(name))) fed.set(dependency, planned.known);
    }
  }
  return waitsFor.size > 0
    ? { waits: { stacks: [...waitsFor.keys()], outputs: [...waitsFor.values()].flat() } }
    : { fed };
}

/** @param stacks each after those that it reads from */
export async function planStacks(
  terraform: Terraform,
  stacks: readonly Stack[],
  { work, finish, tell }: Options,
): Promise<Planning> {
  const asked = new Set(stacks.map(({ name }) => name));
  const outputs = new Map<string, PlannedOutputs>();
  const planned: PlannedStack[] = [];
  const unplanned: Unplanned[] = [];
  const failures: Failure[] = [];
  for (const [index, stack] of stacks.entries()) {
    const needs = terraform.refreshOnly ? NOTHING : needsOf(stack, asked, outputs);
    if ("waits" in needs) {
      unplanned.push({ stack: stack.name, waits: needs.waits });
      continue;
    }
    tell(stack, index);
    const isFed = needs.fed.size > 0;
    const file = join(work, `${stack.name}.tfplan`);
    const shown = await finish(async () => {
      const own: Place = stack;
      const failure = await init(terraform, own);
      if (failure) return { failure };
      if (!isFed) return plan(terraform, own, file);
      const copy = await fedCopy(stack, needs.fed, work);
      return (
        (await init(terraform, copy).then((failed) => failed && { failure: failed })) ?? plan(terraform, copy, file)
      );
    });
    if (shown.failure) failures.push(shown.failure);
    if (shown.bytes) planned.push({ stack, bytes: shown.bytes, file, isFed });
    else unplanned.push({ stack: stack.name });
    if (shown.bytes && !shown.failure) outputs.set(stack.name, plannedOutputs(shown.bytes));
  }
  return { planned, unplanned, failures };
}
