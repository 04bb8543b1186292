// lmi local fault list: the faults that are in force.
import type { Command } from "commander";
import type { ShownFault } from "../../../local/faults/faults.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { callAdmin } from "./adminClient.ts";

export function addList(fault: Command): void {
  const command = fault.command("list").description("the faults that are in force");
  command.action(inSession(list));
  withExample(command, "lmi local fault list");
}

/** A fault in a line. */
export function faultLine({ id, fault, result, until }: ShownFault): string {
  const came = result === undefined ? "" : ` (${result})`;
  const number = id === undefined ? "" : `#${id} `;
  return `${number}${fault}${came}${until === undefined ? "" : `, until ${until}`}`;
}

const list: Run = async (session) => {
  const { faults } = await callAdmin<{ faults: ShownFault[] }>(session, "GET", "faults");
  return { json: { faults }, lines: faults.length > 0 ? faults.map(faultLine) : ["no fault is in force"] };
};
