// lmi ops: what an engineer on call looks at and puts right besides capacity.
import type { Command } from "commander";
import { addDrop } from "./drop.ts";
import { addList } from "./list.ts";
import { addRedrive } from "./redrive.ts";
import { addShow } from "./show.ts";

export function addOps(ops: Command): void {
  const deadLetters = ops.command("dead-letters").description("events and messages that came to nothing");
  addList(deadLetters);
  addShow(deadLetters);
  addRedrive(deadLetters);
  addDrop(deadLetters);
}
