// lmi plan run: terraform's plan for every stack of an environment, and the review of all of them.
import type { Command } from "commander";
import { CliError } from "../../cliError.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { answerOf, type ReviewOptions, withReview } from "./reviewOptions.ts";

interface Options extends ReviewOptions {
  readonly out: string;
  readonly terraform: string;
  readonly lock: boolean;
}

export function addRun(plan: Command): void {
  const command = plan
    .command("run")
    .description("terraform init and plan for each synthesised stack of --env, in order, then the review")
    .option("--out <folder>", "what npm run synth wrote", "cdktf.out")
    .option("--terraform <program>", "terraform, tofu, or a path", "terraform")
    .option("--no-lock", "do not lock the state: for a role that may only read");
  withReview(command).action(inSession<Options>(run));
  withExample(command, "lmi plan run --env dev --summary");
}

const run: Run<Options> = async (session, options) => {
  const [{ planOf, plannableStacks }, { readPlans }] = await Promise.all([
    import("./terraform.ts"),
    import("../../../plan/read/readPlan.ts"),
  ]);
  const stacks = await plannableStacks(options.out, session.settings.environment);
  const terraform = { program: options.terraform, lock: options.lock, env: session.io.env };
  const planned: { file: string; bytes: Uint8Array }[] = [];
  let failure: CliError | undefined;
  for (const [index, stack] of stacks.entries()) {
    session.progress.show(`${stack.name}, ${index + 1} of ${stacks.length}`);
    try {
      // Ctrl-C reaches terraform too: it ends in its own time, and what it wrote is taken away.
      const bytes = await session.finish(() => planOf(terraform, stack));
      planned.push({ file: `${stack.name}.plan.json`, bytes });
    } catch (error) {
      if (!(error instanceof CliError) || planned.length === 0) throw error;
      failure = error;
      break;
    }
  }
  const missing = stacks.slice(planned.length).map(({ name }) => name);
  const answer = await answerOf(readPlans(planned), options, session, { unplanned: missing });
  if (failure) {
    session.warn(`${failure.message}\nnot reviewed: ${missing.join(", ")}; apply the stacks before them first`);
  }
  return answer;
};
