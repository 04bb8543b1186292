// lmi window: the commands about batch windows.
import type { Command } from "commander";
import { addCheck } from "./check.ts";
import { addList } from "./list.ts";
import { addNext } from "./next.ts";
import { addState } from "./state.ts";

export function addWindow(window: Command): void {
  addList(window);
  addState(window);
  addNext(window);
  addCheck(window);
}
