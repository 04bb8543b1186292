// lmi apply: plans again what was reviewed, and applies it when it is the same: by the fingerprint of what it changes.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { asPlain } from "../../../plan/report/phrase.ts";
import { fingerprintOf, toJson } from "../../../plan/report/report.ts";
import { waitPhrases } from "../../../plan/report/waitPhrase.ts";
import { FailedError, UsageError } from "../../cliError.ts";
import { withExample } from "../options.ts";
import { type Planning, planEnvironment } from "../plan/planning.ts";
import { REVIEWED, reviewedFile } from "../plan/reviewed.ts";
import { withPlans } from "../plan/terraform.ts";
import { inSession, type Run } from "../session.ts";
import { applyPlans } from "./applyPlans.ts";
import { differenceLines, readReviewed } from "./difference.ts";

interface Options {
  readonly fingerprint: string;
  readonly reviewed?: string;
  readonly out: string;
  readonly terraform: string;
}

/** As a review has it for a stack without a plan: there is more to plan and to review. */
const UNFINISHED = 20;

function fingerprint(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new UsageError(`--fingerprint: must be 64 hexadecimal digits, as a review ends with them, got ${text}`);
}

export function addApply(command: Command): void {
  command
    .requiredOption("--fingerprint <hash>", "of the review: another plan is refused", fingerprint)
    .option("--reviewed <file>", "the review as JSON, to name the difference (default: what plan run left in --out)")
    .option("--out <folder>", "what npm run synth wrote", "cdktf.out")
    .option("--terraform <program>", "terraform, tofu, or a path", "terraform")
    .action(inSession<Options>(run));
  withExample(command, "lmi apply --env dev --fingerprint 2bcd…00a");
}

/** @throws FailedError with what would be applied and was not reviewed */
async function check({ plans, failures }: Planning, { fingerprint, reviewed, out }: Options): Promise<void> {
  if (failures.length > 0) {
    throw new FailedError(failures.map(({ stack, step, said }) => `${stack}: ${step} failed: ${said}`).join("\n"));
  }
  const found = fingerprintOf(plans);
  if (found === fingerprint) return;
  const left = reviewedFile(join(out, REVIEWED), fingerprint);
  const file = reviewed ?? (existsSync(left) ? left : undefined);
  const now = toJson({ plans, findings: [], cost: { unavailable: "not asked for" } });
  const was = file === undefined ? { ...now, changes: [], outputs: [] } : await readReviewed(file, fingerprint);
  const title =
    file === undefined
      ? "this is what would be applied; --reviewed <file> names what of it was not reviewed:"
      : "this differs (- reviewed, + not reviewed, ! otherwise):";
  throw new FailedError(
    [
      `refused: the plan is not the one that was reviewed, and nothing was applied; its fingerprint is ${found}`,
      title,
      ...differenceLines(was, now),
    ].join("\n"),
  );
}

const run: Run<Options> = (session, options) => {
  const apply = async (work: string) => {
    const terraform = { program: options.terraform, lock: true, env: session.io.env };
    const planning = await planEnvironment(session, terraform, options.out, work);
    await check(planning, options);
    session.progress.clear();
    const applied = await applyPlans(session, terraform, planning, work);
    const { unplanned } = planning;
    return {
      json: { applied, unplanned },
      lines: [
        applied.length > 0 ? `applied: ${applied.join(", ")}` : "nothing had to be changed",
        ...unplanned.flatMap(waitPhrases).map((phrase) => `not applied, plan and review again: ${asPlain(phrase)}`),
      ],
      exitCode: unplanned.length > 0 ? UNFINISHED : 0,
    };
  };
  return session.finish(() => withPlans(session.io.env, apply));
};
