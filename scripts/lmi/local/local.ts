// lmi local: the commands about the system that npm start runs, and about no other.
import { type Command, Option } from "commander";
import { addAdd } from "./add.ts";
import { addCalls } from "./calls.ts";
import { addClear } from "./clear.ts";
import { addList } from "./list.ts";

export function addLocal(program: Command): void {
  const local = program
    .command("local")
    .description("the system that npm start runs: faults on demand, and how often AWS was called")
    // What the others have to be told.
    .addOption(new Option("--local").default(true).hideHelp());
  const fault = local.command("fault").description("faults on demand: docs/local-faults.md");
  addAdd(fault);
  addList(fault);
  addClear(fault);
  addCalls(local);
}
