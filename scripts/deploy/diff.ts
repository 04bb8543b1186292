// npm run cdktf -- diff: terraform's plan for each chosen stack that can be planned.
import { FailedError } from "../cliError.ts";
import type { Arguments } from "./arguments.ts";
import { choose } from "./choice.ts";
import { type Context, type ExitCode, readStateIn } from "./context.ts";
import { missingFor } from "./dependencies.ts";
import { phaseInput, phasesOf } from "./phases.ts";

export async function diff(context: Context, { patterns, skipSynth }: Arguments): Promise<ExitCode> {
  const { screen, terraform } = context;
  const stacks = skipSynth ? await context.synthesised() : await context.synthesise();
  const readState = readStateIn(context, stacks);
  const chosen = choose(stacks, patterns);
  const phases = await phasesOf(phaseInput(chosen, stacks, readState));
  if ("refused" in phases) for (const line of phases.refused) screen.warn(`a deployment is refused: ${line}`);
  else if (phases.length > 1) {
    for (const [index, { why }] of phases.entries()) screen.say(`step ${index + 1} of ${phases.length}: ${why}`);
  }
  for (const stack of chosen) {
    const missing = await missingFor(stack, readState);
    if (missing) {
      screen.say(`== ${stack.name}: not planned, it ${missing}`);
      continue;
    }
    screen.say(`== ${stack.name}`);
    for (const [command, ...options] of [["init"], ["plan"]] as const) {
      const code = await terraform.show(stack, command, "-input=false", ...options);
      if (code !== 0) throw new FailedError(`${stack.name}: terraform ${command} failed, see above`);
    }
  }
  return 0;
}
