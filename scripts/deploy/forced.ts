// What to do after terraform was forced to end.

import { relative } from "node:path";
import type { Stack } from "../../terraform/manifest.ts";
import { lockOf, type Terraform } from "./terraform.ts";

export const INTERRUPTED = "docs/runbook.md#an-interrupted-deployment";

/** As a shell in the working directory would be told. */
function shownFolder(folder: string): string {
  const path = relative("", folder);
  return path.startsWith("..") ? folder : path;
}

/** Lines with the commands that bring the state up to date. */
export async function forcedLines(stack: Stack, terraform: Pick<Terraform, "creating">): Promise<string[]> {
  const chdir = `terraform -chdir=${shownFolder(stack.folder)}`;
  const lock = await lockOf(stack);
  const { creating } = terraform;
  return [
    `${stack.name}: terraform was forced to end; what it was doing may be done without the state knowing it. Next:`,
    `  unlock it, if the next deployment names a lock: ${chdir} force-unlock ${lock ?? "<id>"}`,
    ...(creating.length > 0
      ? creating.map((address) => `  was being created; if it exists: ${chdir} import '${address}' <its id>`)
      : ["  nothing was being created"]),
    `  then deploy again; ${INTERRUPTED}`,
  ];
}
