// Whether what a stack reads from other stacks is there, and who still reads from a stack that is to go.

import type { Stack } from "../../terraform/manifest.ts";
import { listed, patternFor } from "./choice.ts";
import { isDeployed, type ReadState, type State } from "./state.ts";

/** Outputs of another stack that the template reads, as cdktf writes such references. */
export function outputsRead({ template }: Stack, dependency: string): string[] {
  const reference = `data.terraform_remote_state.cross-stack-reference-input-${dependency}.outputs.`;
  const text = JSON.stringify(template);
  const names = text.split(reference).slice(1);
  return [...new Set(names.map((rest) => /^[\w-]+/.exec(rest)?.[0] ?? ""))].filter((name) => name !== "");
}

const hasOutputs = (state: State | undefined, names: readonly string[]): boolean =>
  names.every((name) => Object.hasOwn(state?.outputs ?? {}, name));

/**
 * Why a stack cannot be planned yet, in half a line; undefined when it can.
 * @param expected stacks that will be there by then
 */
export async function missingFor(
  stack: Stack,
  readState: ReadState,
  expected: readonly string[] = [],
): Promise<string | undefined> {
  const absent: string[] = [];
  const older: string[] = [];
  for (const dependency of stack.dependencies) {
    if (expected.includes(dependency)) continue;
    const state = await readState(dependency);
    if (!isDeployed(state)) absent.push(dependency);
    else if (!hasOutputs(state, outputsRead(stack, dependency))) older.push(dependency);
  }
  if (absent.length > 0) return `needs ${listed(absent)}, which ${absent.length > 1 ? "are" : "is"} not deployed`;
  if (older.length > 0) return `needs outputs that ${listed(older)} will have after the next deployment`;
  return undefined;
}

/** One line for each chosen stack that needs another one, which is neither chosen nor there. */
export async function missingLines(chosen: readonly Stack[], readState: ReadState): Promise<string[]> {
  const names = chosen.map(({ name }) => name);
  const lines: string[] = [];
  for (const stack of chosen) {
    const missing = await missingFor(stack, readState, names);
    if (missing) {
      lines.push(
        `${stack.name} ${missing}: npm run cdktf -- deploy ${patternFor([stack.name, ...stack.dependencies])}`,
      );
    }
  }
  return lines;
}

/** All stacks that read from one, and from those. */
function usersOf(name: string, all: readonly Stack[]): Stack[] {
  const direct = all.filter(({ dependencies }) => dependencies.includes(name));
  return [...new Set(direct.flatMap((user) => [user, ...usersOf(user.name, all)]))];
}

/** One line for each chosen stack that a deployed one, which is not chosen, reads from. */
export async function usedLines(
  chosen: readonly Stack[],
  all: readonly Stack[],
  readState: ReadState,
): Promise<string[]> {
  const lines: string[] = [];
  for (const { name } of chosen) {
    const deployed: string[] = [];
    for (const user of usersOf(name, all)) {
      if (!chosen.includes(user) && isDeployed(await readState(user.name))) deployed.push(user.name);
    }
    if (deployed.length > 0) {
      lines.push(
        `${name} is read by ${listed(deployed)}, which ${deployed.length > 1 ? "are" : "is"} deployed and not chosen: ` +
          `npm run cdktf -- destroy ${deployed.join(" ")} ${name}`,
      );
    }
  }
  return lines;
}
