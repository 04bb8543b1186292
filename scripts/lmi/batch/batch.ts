// lmi batch: the commands about runs, which process queued videos.
import type { Command } from "commander";
import { addStart } from "./start.ts";
import { addStatus } from "./status.ts";
import { addStop } from "./stop.ts";

export function addBatch(program: Command): void {
  const batch = program.command("batch").description("runs, which process queued videos: start, list, stop");
  addStart(batch);
  addStatus(batch);
  addStop(batch);
}
