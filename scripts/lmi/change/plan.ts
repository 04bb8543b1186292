// lmi change plan: in how many steps `npm run cdktf -- deploy` applies what was synthesised, and why; or why it refuses.

import type { Command } from "commander";
import { readStacks } from "../../../terraform/manifest.ts";
import { choose } from "../../deploy/choice.ts";
import { readStateIn } from "../../deploy/context.ts";
import { phaseInput, phasesOf } from "../../deploy/phases.ts";
import { createStop } from "../../deploy/stop.ts";
import { createTerraform } from "../../deploy/terraform.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";

interface Options {
  readonly out: string;
  readonly terraform: string;
}

/** As `lmi plan review` has it for findings. */
const REFUSED = 10;

export function addPlan(change: Command): void {
  const command = change
    .command("plan")
    .description(
      "in how many steps a deployment of --env applies what was synthesised, and why; exit 10 when it refuses",
    )
    .option("--out <folder>", "what npm run synth wrote", "cdktf.out")
    .option("--terraform <program>", "terraform, tofu, or a path", "terraform");
  command.action(inSession<Options>(plan));
  withExample(command, "lmi change plan --env prod");
}

const plan: Run<Options> = async ({ settings, warn, io, finish }, { out, terraform }) => {
  const screen = { say() {}, write() {}, warn, isLost: false };
  const stop = createStop({ screen });
  const reader = createTerraform({ program: terraform, env: io.env, colour: false, screen, stop });
  const stacks = await readStacks(out);
  const chosen = choose(stacks, [`${settings.environment}-*`]);
  const phases = await finish((interrupted) => {
    interrupted.addEventListener("abort", () => stop.receive("SIGINT"));
    return phasesOf(phaseInput(chosen, stacks, readStateIn({ terraform: reader }, stacks)));
  });
  if ("refused" in phases) return { json: phases, lines: phases.refused, exitCode: REFUSED };
  const steps = phases.map(({ why, stacks: names }, index) => ({ step: index + 1, why, stacks: names }));
  const count = steps.length === 1 ? "1 step" : `${steps.length} steps`;
  return {
    json: { steps },
    lines: [
      `npm run cdktf -- deploy '${settings.environment}-*' applies it in ${count}:`,
      ...steps.map(({ step, why, stacks: names }) => `  ${step}. ${why}: ${names.join(", ")}`),
    ],
  };
};
