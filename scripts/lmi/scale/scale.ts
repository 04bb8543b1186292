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

export function addScale(scale: Command): void {
  addStatus(scale);
  addUp(scale);
  addDown(scale);
  addSet(scale);
  addHold(scale);
  addResume(scale);
  addReconcile(scale);
  addHistory(scale);
}
