// lmi scale: the commands about how much capacity there is.
import type { Command } from "commander";
import { addDown } from "./down.ts";
import { addHistory } from "./history.ts";
import { addHold } from "./hold.ts";
import { addReconcile } from "./reconcile.ts";
import { addResume } from "./resume.ts";
import { addSet } from "./set.ts";
import { addStatus } from "./status.ts";
import { addUp } from "./up.ts";

export function addScale(program: Command): void {
  const scale = program.command("scale").description("how much capacity there is, and who asks for it");
  addStatus(scale);
  addUp(scale);
  addDown(scale);
  addSet(scale);
  addHold(scale);
  addResume(scale);
  addReconcile(scale);
  addHistory(scale);
}
