// lmi local: the commands about the system that npm start runs, and about no other.
import { type Command, Option } from "commander";
import { addAdd } from "./add.ts";
import { addCalls } from "./calls.ts";
import { addClear } from "./clear.ts";
import { addList } from "./list.ts";

export function addLocal(local: Command): void {
  // What the others have to be told.
  local.addOption(new Option("--local").default(true).hideHelp());
  const fault = local.command("fault").description("faults on demand: docs/local-faults.md");
  addAdd(fault);
  addList(fault);
  addClear(fault);
  addCalls(local);
}
