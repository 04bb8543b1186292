// lmi local fault clear: ends a fault, or all.
import type { Command } from "commander";
import type { ShownFault } from "../../../local/faults/faults.ts";
import { wholeNumber, withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { callAdmin } from "./adminClient.ts";

export function addClear(fault: Command): void {
  const command = fault.command("clear").description("end a fault, or all").argument("[id]", "of the fault");
  command.action(inSession(clear));
  withExample(command, "lmi local fault clear 3");
}

const clear: Run = async (session, _options, [given]) => {
  const path =
    given === undefined ? "faults" : `faults/${wholeNumber("id", [1, 999_999_999])(given.replace(/^#/, ""))}`;
  const { cleared } = await callAdmin<{ cleared: ShownFault[] }>(session, "DELETE", path);
  const lines = cleared.map(({ id, fault }) => `#${id} ${fault}: ended`);
  return { json: { cleared }, lines: lines.length > 0 ? lines : ["no fault was in force"] };
};
