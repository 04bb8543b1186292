// lmi plan failed: the comment of a push for which there is no plan, because a step before it failed.

import { stripVTControlCharacters } from "node:util";
import type { Command } from "commander";
import { readTextFile } from "../jsonFile.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { answerOf, type ReviewOptions, withReview } from "./reviewOptions.ts";

interface Options extends ReviewOptions {
  readonly step: string;
}

/** What a program says last is what went wrong. */
const LAST_LINES = 60;

export function addFailed(plan: Command): void {
  const command = plan
    .command("failed")
    .description("the review of a push whose synth, or another step before a plan, failed; exit 20")
    .argument("<log>", "a file with what the step printed")
    .option("--step <name>", "what failed", "synth");
  withReview(command).action(inSession<Options>(run));
  withExample(command, "lmi plan failed synth.log --env dev --key dev --output comment.md");
}

const run: Run<Options> = async (session, options, [log = ""]) => {
  const { secretsOfEnvironment, withoutSecrets } = await import("../../../plan/secrets/said.ts");
  const text = stripVTControlCharacters(await readTextFile(log)).trim();
  const said = withoutSecrets(text.split("\n").slice(-LAST_LINES).join("\n"), secretsOfEnvironment(session.io.env));
  return answerOf([], options, session, {
    failures: [{ stack: session.settings.environment, step: options.step, said }],
  });
};
