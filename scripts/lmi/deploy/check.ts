// lmi deploy check: whether what an apply published runs. Terraform is done when $LATEST is; that the published version
// Failed is seen nowhere else before the first scaling call is refused.

import type { Command } from "commander";
import { systemClock } from "../../../app/shared/clock.ts";
import { functionNameOf } from "../../../stacks/shared/names.ts";
import { duration } from "../duration.ts";
import { ownIds } from "../functionIds.ts";
import { withExample } from "../options.ts";
import { inSession, type Run, type Session } from "../session.ts";
import { awaitVersions } from "./awaitVersions.ts";
import { publishedVersions } from "./publishedVersion.ts";
import { verdictOf } from "./verdict.ts";
import { remediesOf, versionLines } from "./versionLines.ts";

interface Options {
  /** In seconds. */
  readonly wait?: number;
}

/** A first publish may take 30 minutes, and two functions may publish one after the other. */
const MAX_WAIT_SECONDS = 2 * 60 * 60;

export function addCheck(deploy: Command): void {
  const command = deploy
    .command("check")
    .description(
      "after an apply: whether each managed function's published version is Active or Deactivated; exit 1 when one is not",
    )
    .option(
      "--wait <duration>",
      "how long to wait at most while one is Pending; without it, Pending counts as not there",
      duration("--wait", [1, MAX_WAIT_SECONDS]),
    );
  command.action(inSession<Options>(check));
  withExample(command, "lmi deploy check --env prod --wait 15m");
}

/** The environment's own, and whatever else is declared: Terraform may own a scaling config, so that there is no declaration. */
async function functionNames({ names, settings, capacity }: Session): Promise<string[]> {
  const { functions } = await capacity();
  const declared = await functions();
  const own = (await ownIds(settings.environment)).map((id) => functionNameOf({ name: settings.environment }, id));
  return [...new Set([names.api, names.processor, ...own, ...declared.toSorted()])];
}

const check: Run<Options> = async (session, { wait: seconds = 0 }) => {
  const [names, lambda] = await Promise.all([functionNames(session), session.clients.lambda()]);
  const versions = await awaitVersions({
    seconds,
    look: () => publishedVersions(lambda, names),
    progress: session.progress,
    sleep: systemClock.sleep,
    now: () => performance.now(),
  });
  const functions = versions.map((version) => ({
    ...version,
    verdict: verdictOf(version),
    remedies: remediesOf(version),
  }));
  const ok = functions.every(({ verdict }) => verdict === "fine");
  return {
    json: { environment: session.settings.environment, ok, functions },
    lines: versions.flatMap(versionLines),
    exitCode: ok ? 0 : 1,
  };
};
