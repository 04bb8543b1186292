// One stack: init, a plan that is kept and shown, the question, and the apply of exactly that plan.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "../../terraform/manifest.ts";
import { FailedError } from "../cliError.ts";
import { approve } from "./approval.ts";
import type { Context } from "./context.ts";
import { forcedLines, INTERRUPTED } from "./forced.ts";
import { Stopped } from "./stop.ts";

/** What -detailed-exitcode says: https://developer.hashicorp.com/terraform/cli/commands/plan#detailed-exitcode */
const [NOTHING, CHANGES] = [0, 2];

export interface Change {
  readonly stack: Stack;
  readonly destroy: boolean;
  readonly autoApprove: boolean;
}

const failed = (stack: Stack, command: string, then: string) =>
  new FailedError(`${stack.name}: terraform ${command} failed, see above; ${then}`);

/** Whether something was applied. @throws FailedError when terraform failed, or the plan was not approved */
export async function converge(context: Context, change: Change): Promise<boolean> {
  const { stack } = change;
  const work = await mkdtemp(join(tmpdir(), "lmi-deploy-"));
  try {
    return await planned(context, change, join(work, "plan"));
  } catch (error) {
    if (error instanceof Stopped) {
      const lines = context.stop.isForced ? await forcedLines(stack, context.terraform) : [];
      for (const line of lines) context.screen.warn(line);
    }
    throw error;
  } finally {
    // The plan file holds secrets in the clear.
    await rm(work, { recursive: true, force: true });
  }
}

async function planned(context: Context, { stack, destroy, autoApprove }: Change, file: string): Promise<boolean> {
  const { terraform, screen, stop, stdin } = context;
  if ((await terraform.show(stack, "init", "-input=false")) !== 0) throw failed(stack, "init", "nothing was changed");
  const wanted = destroy ? ["-destroy"] : [];
  const plan = await terraform.show(stack, "plan", "-input=false", "-detailed-exitcode", `-out=${file}`, ...wanted);
  if (plan === NOTHING) {
    screen.say(`${stack.name}: nothing to change`);
    return false;
  }
  if (plan !== CHANGES) throw failed(stack, "plan", "nothing of it was changed");
  if (!autoApprove) {
    const question = destroy ? `Destroy ${stack.name}?` : `Apply this plan to ${stack.name}?`;
    const approved = await approve(stdin, screen, question, stop.aborted);
    stop.check();
    if (!approved) throw new FailedError(`${stack.name}: not approved, so neither it nor a stack after it was changed`);
  }
  if ((await terraform.show(stack, "apply", "-input=false", file)) !== 0) {
    throw failed(stack, "apply", `what was done is in the state, and the next run goes on from there (${INTERRUPTED})`);
  }
  return true;
}
