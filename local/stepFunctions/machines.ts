// The synthesised state machines, checked and ready to run.
import type { Resolver } from "../terraform/resolve.ts";
import type { Synthesized } from "../terraform/synthesized.ts";
import type { Definition } from "./definition.ts";
import { UnsupportedDefinitionError } from "./guard.ts";

export interface Machine {
  name: string;
  arn: string;
  roleArn: string;
  /** The definition's JSON text, exactly as it would be deployed. */
  definition: string;
}

/** Every `aws_sfn_state_machine`. @throws UnsupportedDefinitionError for an Express workflow */
export function readMachines(synthesized: Synthesized, resolver: Resolver): Machine[] {
  return synthesized.resources("aws_sfn_state_machine").map((resource) => {
    const read = (attribute: string) => resolver.attribute(resource, attribute);
    const machine = {
      name: String(read("name")),
      arn: String(read("arn")),
      roleArn: String(read("role_arn")),
      definition: String(read("definition")),
    };
    if ((read("type") ?? "STANDARD") !== "STANDARD") {
      throw new UnsupportedDefinitionError(
        `state machine "${machine.name}": type EXPRESS is not supported; use STANDARD`,
      );
    }
    return machine;
  });
}

/** Reads a definition's text. @throws UnsupportedDefinitionError if it is not JSON */
export function parseDefinition({ name, definition }: Machine): Definition {
  try {
    return JSON.parse(definition) as Definition;
  } catch (cause) {
    throw new UnsupportedDefinitionError(`state machine "${name}": its definition is not JSON`, { cause });
  }
}
