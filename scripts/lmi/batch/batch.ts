// lmi batch: the commands about runs that process what was queued for a window.
import type { Command } from "commander";
import { addStart } from "./start.ts";
import { addStatus } from "./status.ts";
import { addStop } from "./stop.ts";

export function addBatch(program: Command): void {
  const batch = program.command("batch").description("runs that process the videos which wait for a window");
  addStart(batch);
  addStatus(batch);
  addStop(batch);
}
