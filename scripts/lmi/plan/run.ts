// lmi plan run: terraform's plan for every stack of an environment, and the review of all of them.
import { join } from "node:path";
import type { Command } from "commander";
import { asPlain } from "../../../plan/report/phrase.ts";
import { waitPhrases } from "../../../plan/report/waitPhrase.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { driftOnly } from "./driftOnly.ts";
import { REVIEWED } from "./reviewed.ts";
import { answerOf, type ReviewOptions, withReview } from "./reviewOptions.ts";
import { withPlans } from "./terraform.ts";

interface Options extends ReviewOptions {
  readonly out: string;
  readonly terraform: string;
  readonly lock: boolean;
  readonly refreshOnly?: boolean;
}

export function addRun(plan: Command): void {
  const command = plan
    .command("run")
    .description("terraform init and plan for each synthesised stack of --env, in order, then the review")
    .option("--out <folder>", "what npm run synth wrote", "cdktf.out")
    .option("--terraform <program>", "terraform, tofu, or a path", "terraform")
    .option("--no-lock", "do not lock the state: for a role that may only read")
    .option("--refresh-only", "only what changed outside of Terraform; exit 10 when something did");
  withReview(command).action(inSession<Options>(run));
  withExample(command, "lmi plan run --env dev --summary");
}

const run: Run<Options> = async (session, options) => {
  const { planEnvironment } = await import("./planning.ts");
  const { env } = session.io;
  const { lock, refreshOnly = false, out } = options;
  const terraform = { program: options.terraform, lock, refreshOnly, env };
  const review = async (work: string) => {
    const { plans, stacks, unplanned, failures } = await planEnvironment(session, terraform, out, work);
    const answer = refreshOnly
      ? await answerOf(driftOnly(plans, stacks), options, session, { unplanned, failures, failOnDrift: true })
      : await answerOf(plans, options, session, { unplanned, failures, record: join(out, REVIEWED) });
    for (const { stack, step, said } of failures) session.warn(`${stack}: ${step} failed: ${said}`);
    for (const phrase of unplanned.flatMap(waitPhrases)) session.warn(asPlain(phrase));
    return answer;
  };
  return session.finish(() => withPlans(env, review));
};
