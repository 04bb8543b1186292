// npm run cdktf -- destroy: stacks before those that they depend on, after a look at what would refuse halfway.
import type { Arguments } from "./arguments.ts";
import { choose } from "./choice.ts";
import { type Context, type ExitCode, readStateIn } from "./context.ts";
import { converge } from "./converge.ts";
import { usedLines } from "./dependencies.ts";
import { protectionLines } from "./protection.ts";
import { isDeployed, type State } from "./state.ts";

export async function destroy(context: Context, { patterns, autoApprove, skipSynth }: Arguments): Promise<ExitCode> {
  const { screen, terraform } = context;
  const stacks = skipSynth ? await context.synthesised() : await context.synthesise();
  const chosen = choose(stacks, patterns);
  const states = new Map<string, State | undefined>();
  for (const stack of chosen) states.set(stack.name, await terraform.readState(stack));

  const used = await usedLines(chosen, stacks, readStateIn(context, stacks));
  const refused = [...used, ...chosen.flatMap(({ name }) => protectionLines(name, states.get(name)))];
  if (refused.length > 0) {
    for (const line of refused) screen.warn(line);
    screen.warn("nothing was destroyed");
    return 1;
  }

  const gone: string[] = [];
  for (const stack of chosen.toReversed()) {
    if (!isDeployed(states.get(stack.name))) {
      screen.say(`== ${stack.name}: nothing of it is deployed`);
      continue;
    }
    screen.say(`== ${stack.name}`);
    if (await converge(context, { stack, destroy: true, autoApprove })) gone.push(stack.name);
  }
  screen.say(gone.length > 0 ? `destroyed: ${gone.join(", ")}` : "nothing had to be destroyed");
  return 0;
}
