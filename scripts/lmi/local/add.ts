// lmi local fault add: lets a fault begin. Each kind is a command of its own, made of the catalogue that the local run has.
import { type Command, Option } from "commander";
import { LONGEST_SECONDS, type ShownFault } from "../../../local/faults/faults.ts";
import { type FaultKind, KINDS } from "../../../local/faults/kinds.ts";
import { FaultError } from "../../../local/faults/options.ts";
import { flag, optionsOf, readFault } from "../../../local/faults/readFault.ts";
import { UsageError } from "../../cliError.ts";
import { duration } from "../duration.ts";
import { withExample } from "../options.ts";
import { inSession, type Run, type Session } from "../session.ts";
import { callAdmin } from "./adminClient.ts";
import { EXAMPLES } from "./examples.ts";
import { faultLine } from "./list.ts";

export function addAdd(fault: Command): void {
  const add = fault.command("add").description("let a fault begin");
  for (const kind of Object.keys(KINDS) as FaultKind[]) {
    const command = add.command(kind).description(KINDS[kind].about);
    for (const [option, { placeholder, about, isRequired, fallback }] of optionsOf(kind)) {
      const byDefault = fallback === undefined ? "" : ` (default: ${fallback})`;
      command.addOption(
        new Option(`${flag(option)} ${placeholder}`, about + byDefault).makeOptionMandatory(isRequired),
      );
    }
    if (!KINDS[kind].isOverAtOnce)
      command.option("--for <duration>", "it ends by itself after so long", duration("--for", [1, LONGEST_SECONDS]));
    command.action(inSession<Record<string, unknown>>(addOf(kind)));
    withExample(command, EXAMPLES[kind]);
  }
}

const addOf =
  (kind: FaultKind): Run<Record<string, unknown>> =>
  async (session, options) => {
    const given = Object.fromEntries(optionsOf(kind).map(([option]) => [option, givenFor(session, option, options)]));
    check(kind, given);
    const forSeconds = options.for;
    const { fault } = await callAdmin<{ fault: ShownFault }>(session, "POST", "faults", {
      kind,
      ...given,
      forSeconds,
    });
    return { json: fault, lines: [faultLine(fault)] };
  };

const NAMES_FUNCTION = new Set(["function", "capacityProvider"]);

/** `processor` and `api` stand for what they are called in the environment. */
function givenFor(session: Session, option: string, options: Readonly<Record<string, unknown>>): unknown {
  const value = options[option];
  return NAMES_FUNCTION.has(option) && typeof value === "string" ? session.functionName(value) : value;
}

/** Before anything is called. @throws UsageError */
function check(kind: FaultKind, given: Readonly<Record<string, unknown>>): void {
  try {
    readFault(kind, given);
  } catch (error) {
    if (error instanceof FaultError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
