// The plans of an environment that can be made now, read and without secrets in what went wrong.
import type { Plan } from "../../../plan/plan.ts";
import { readPlans } from "../../../plan/read/readPlan.ts";
import type { Failure, Unplanned } from "../../../plan/report/review.ts";
import { secretsOfEnvironment, secretsOfState, withoutSecrets } from "../../../plan/secrets/said.ts";
import { readStacksOf, type Stack } from "../../../terraform/manifest.ts";
import { inOrder } from "../../deploy/choice.ts";
import type { Session } from "../session.ts";
import { type PlannedStack, planStacks } from "./planStacks.ts";
import { stateOf, type Terraform } from "./terraform.ts";

export interface Planning {
  /** All of the environment, each after those that it reads from. */
  readonly stacks: readonly Stack[];
  readonly planned: readonly PlannedStack[];
  readonly plans: readonly Plan[];
  readonly unplanned: readonly Unplanned[];
  readonly failures: readonly Failure[];
}

export const sourceOf = ({ stack, bytes }: Pick<PlannedStack, "stack" | "bytes">) => ({
  file: `${stack.name}.plan.json`,
  bytes,
});

/** Terraform's words, without what is secret in the plans, in the states of those that failed and in the environment. */
async function saidOpenly(
  failures: readonly Failure[],
  terraform: Terraform,
  { stacks, plans }: Pick<Planning, "stacks" | "plans">,
): Promise<Failure[]> {
  const failed = stacks.filter(({ name }) => failures.some(({ stack }) => stack === name));
  const states = await Promise.all(failed.map((stack) => stateOf(terraform, stack)));
  const secrets = [
    ...plans.flatMap((plan) => [...plan.secrets]),
    ...states.flatMap((state) => [...secretsOfState(state ?? "")]),
    ...secretsOfEnvironment(terraform.env),
  ];
  return failures.map(({ stack, step, said }) => ({ stack, step, said: withoutSecrets(said, secrets) }));
}

/**
 * Plans what was synthesised for the environment.
 * @param work a folder for the plans
 * @throws ManifestError when nothing was synthesised for it
 */
export async function planEnvironment(
  { settings, progress, finish }: Session,
  terraform: Terraform,
  out: string,
  work: string,
): Promise<Planning> {
  const stacks = inOrder(await readStacksOf(out, settings.environment));
  const { planned, unplanned, failures } = await planStacks(terraform, stacks, {
    work,
    // Ctrl-C reaches terraform too: it ends in its own time, and what it wrote is taken away.
    finish,
    tell: ({ name }, index) => progress.show(`${name}, ${index + 1} of ${stacks.length}`),
  });
  const plans = readPlans(planned.map(sourceOf));
  return { stacks, planned, plans, unplanned, failures: await saidOpenly(failures, terraform, { stacks, plans }) };
}
