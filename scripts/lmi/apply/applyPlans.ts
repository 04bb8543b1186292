// Applies plans in order, each as it was reviewed: one that was made with outputs of another stack that did not exist yet is made
// again once they do, and compared.
import { join } from "node:path";
import type { Plan } from "../../../plan/plan.ts";
import { readPlans } from "../../../plan/read/readPlan.ts";
import { kindOf } from "../../../plan/report/changeKind.ts";
import { fingerprintOf, toJson } from "../../../plan/report/report.ts";
import { FailedError } from "../../cliError.ts";
import { readStateIn } from "../../deploy/context.ts";
import { phaseInput, phasesOf } from "../../deploy/phases.ts";
import { createStop, Stopped } from "../../deploy/stop.ts";
import { createTerraform } from "../../deploy/terraform.ts";
import { unmetLines } from "../../deploy/unmet.ts";
import { type Planning, sourceOf } from "../plan/planning.ts";
import { plan, type Terraform } from "../plan/terraform.ts";
import type { Session } from "../session.ts";
import { differenceLines } from "./difference.ts";

const isEmpty = ({ changes, outputs, invocations }: Plan): boolean =>
  changes.every((change) => kindOf(change) === undefined) &&
  outputs.every(({ action }) => action === "noOp") &&
  invocations.length === 0;

const jsonOf = (found: Plan) => toJson({ plans: [found], findings: [], cost: { unavailable: "not asked for" } });

/** @throws FailedError with the difference, and nothing of the stack is applied then */
async function planAgain(terraform: Terraform, { planned, plans }: Planning, name: string, file: string) {
  const one = planned.find(({ stack }) => stack.name === name);
  const reviewed = plans.find(({ stack }) => stack === name);
  if (!one || !reviewed) throw new Error(`${name}: has no plan`);
  const { bytes, failure } = await plan(terraform, one.stack, file);
  if (failure || !bytes) throw new FailedError(`${name}: ${failure?.step} failed: ${failure?.said}`);
  // Secrets are numbered over all plans that are read together.
  const again = readPlans(planned.map((other) => sourceOf(other === one ? { ...one, bytes } : other)));
  const found = again.find(({ stack }) => stack === name);
  if (found && fingerprintOf([found]) === fingerprintOf([reviewed])) return;
  const lines = found ? differenceLines(jsonOf(reviewed), jsonOf(found)) : [];
  throw new FailedError(
    [`${name}: refused: its plan is another one since what it reads was applied; review it again`, ...lines].join("\n"),
  );
}

/** @returns the stacks that were changed */
export function applyPlans(
  { finish, io, warn }: Session,
  terraform: Terraform,
  planning: Planning,
  work: string,
): Promise<readonly string[]> {
  const { stacks, planned, plans } = planning;
  const screen = {
    say: warn,
    warn,
    write: (text: Uint8Array | string) => io.stderr.write(String(text)),
    isLost: false,
  };
  const stop = createStop({ screen, canForce: false });
  const shown = createTerraform({ program: terraform.program, env: io.env, colour: false, screen, stop });
  const chosen = planned.map(({ stack }) => stack);
  return finish(async (interrupted) => {
    interrupted.addEventListener("abort", () => stop.receive(interrupted.reason));
    const unmet = unmetLines(chosen);
    if (unmet.length > 0) throw new FailedError(unmet.join("\n"));
    const phases = await phasesOf(phaseInput(chosen, stacks, readStateIn({ terraform: shown }, stacks)));
    if ("refused" in phases) throw new FailedError(phases.refused.join("\n"));
    if (phases.length > 1) {
      const steps = phases.map(({ why }, index) => `${index + 1}. ${why}`).join("; ");
      throw new FailedError(
        `refused: this takes ${phases.length} steps (${steps}), and one plan is not all of them: npm run cdktf -- deploy`,
      );
    }
    const applied: string[] = [];
    for (const { stack, file, isFed } of planned) {
      const { name } = stack;
      const found = plans.find((one) => one.stack === name);
      if (!found || isEmpty(found)) continue;
      warn(`== ${name}`);
      const saved = isFed ? join(work, `${name}.again.tfplan`) : file;
      if (isFed) await planAgain(terraform, planning, name, saved);
      const code = await shown.show(stack, "apply", "-input=false", saved);
      if (code !== 0) {
        throw new FailedError(
          `${name}: terraform apply failed, see above; what was done is in the state: plan and review it again`,
        );
      }
      applied.push(name);
    }
    return applied;
  }).catch((error) => {
    if (error instanceof Stopped) throw new FailedError("stopped; no further stack was begun: plan and review again");
    throw error;
  });
}
