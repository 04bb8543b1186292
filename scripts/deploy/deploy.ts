// npm run cdktf -- deploy: stacks after those that they depend on, each planned once the ones before it are applied.
import { writeFile } from "node:fs/promises";
import type { Stack } from "../../terraform/manifest.ts";
import { UsageError } from "../cliError.ts";
import type { Arguments } from "./arguments.ts";
import { choose, inOrder } from "./choice.ts";
import { type Context, type ExitCode, readStateIn } from "./context.ts";
import { converge } from "./converge.ts";
import { missingLines } from "./dependencies.ts";
import { leftOverLines, type OpenBucket } from "./leftOver.ts";
import { type Phase, phaseInput, phasesOf } from "./phases.ts";
import { unmetLines } from "./unmet.ts";

const openBucket: OpenBucket = async (location) => (await import("./s3States.ts")).openBucket(location);

async function writeOutputs({ terraform }: Context, file: string, stacks: readonly Stack[]): Promise<void> {
  const outputs: Record<string, Record<string, unknown>> = {};
  for (const stack of stacks) {
    const state = await terraform.readState(stack);
    const open = Object.entries(state?.outputs ?? {}).filter(([, { sensitive }]) => !sensitive);
    outputs[stack.name] = Object.fromEntries(open.map(([name, { value }]) => [name, value]));
  }
  await writeFile(file, `${JSON.stringify(outputs, undefined, 2)}\n`).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--outputs-file ${file}: cannot be written (${error.code})`, { cause: error });
  });
}

const sameVariables = (a: Phase["synthVariables"], b: Phase["synthVariables"]): boolean =>
  JSON.stringify(a ?? {}) === JSON.stringify(b ?? {});

/** @param decide the phases; given by tests only */
export async function deploy(
  context: Context,
  { patterns, autoApprove, skipSynth, outputsFile }: Arguments,
  decide: typeof phasesOf = phasesOf,
): Promise<ExitCode> {
  const { screen } = context;
  let stacks = skipSynth ? await context.synthesised() : await context.synthesise();
  const chosen = choose(stacks, patterns);
  const readState = readStateIn(context, stacks);
  const refuse = (lines: readonly string[]): ExitCode => {
    for (const line of lines) screen.warn(line);
    return 1;
  };
  const unmet = unmetLines(chosen);
  if (unmet.length > 0) return refuse(unmet);
  const missing = await missingLines(chosen, readState);
  if (missing.length > 0) return refuse(missing);
  for (const line of await leftOverLines(chosen, stacks, openBucket)) screen.warn(line);

  const phases = await decide(phaseInput(chosen, stacks, readState));
  if ("refused" in phases) return refuse(phases.refused);

  let variables: Phase["synthVariables"];
  const changed = new Set<string>();
  for (const [index, phase] of phases.entries()) {
    if (phases.length > 1) screen.say(`step ${index + 1} of ${phases.length}: ${phase.why}`);
    if (!sameVariables(phase.synthVariables, variables)) {
      variables = phase.synthVariables;
      stacks = await context.synthesise(variables);
    }
    const inPhase = inOrder(stacks).filter(({ name }) => phase.stacks.includes(name));
    for (const [at, stack] of inPhase.entries()) {
      screen.say(`== ${stack.name}, ${at + 1} of ${inPhase.length}`);
      if (await converge(context, { stack, destroy: false, autoApprove })) changed.add(stack.name);
    }
  }
  if (outputsFile !== undefined) await writeOutputs(context, outputsFile, chosen);
  screen.say(changed.size > 0 ? `deployed: ${[...changed].join(", ")}` : "nothing had to be changed");
  return 0;
}
