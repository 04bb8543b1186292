// lmi batch: the commands about runs, which process queued videos.
import type { Command } from "commander";
import { addStart } from "./start.ts";
import { addStatus } from "./status.ts";
import { addStop } from "./stop.ts";

export function addBatch(batch: Command): void {
  addStart(batch);
  addStatus(batch);
  addStop(batch);
}
