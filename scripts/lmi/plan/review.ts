// lmi plan review: the comment under a pull request, out of what `terraform show -json` says.
import type { Command } from "commander";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { answerOf, type ReviewOptions, withReview } from "./reviewOptions.ts";

export function addReview(plan: Command): void {
  const command = plan
    .command("review")
    .description("review plans; exit 0 fine, 10 findings, 20 errored or incomplete, 30 not a plan")
    .argument("<plan.json...>", "output of terraform show -json, one file per stack; - is standard input");
  withReview(command).action(inSession<ReviewOptions>(run));
  withExample(command, "lmi plan review plans/*.plan.json --output comment.md --summary");
}

const run: Run<ReviewOptions> = async (session, options, files) => {
  const { readPlanFiles } = await import("../../../plan/read/readPlanFiles.ts");
  return answerOf(await readPlanFiles(files, session.io.stdin), options, session, { planFiles: files });
};
