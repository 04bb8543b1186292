// The synthesised state machines, checked and ready to run.
import type { Deployed, Deployment } from "../deployed.ts";
import { type Block, block, text } from "../terraform/blocks.ts";
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
  /** Whether X-Ray traces it. */
  isTraced: boolean;
}

/** A machine with what is only shown of it. */
export interface DescribedMachine extends Machine {
  /** Milliseconds since the epoch. */
  createdAt: number;
  modifiedAt: number;
  /** What would be logged; nothing is here. */
  logging: { level: string; includeExecutionData: boolean; destinations: readonly string[] };
}

/** Every `aws_sfn_state_machine`. @throws UnsupportedDefinitionError for an Express workflow */
export function readMachines(synthesized: Synthesized, resolver: Resolver, deployed: Deployed): DescribedMachine[] {
  return synthesized.resources("aws_sfn_state_machine").map((resource) => {
    const read = (attribute: string) => resolver.attribute(resource, attribute);
    const machine = {
      name: String(read("name")),
      arn: String(read("arn")),
      roleArn: String(read("role_arn")),
      definition: String(read("definition")),
      ...datesOf(deployed.resource(String(read("arn")), resolver.configuration(resource))),
      logging: readLogging(block(read("logging_configuration"))),
      isTraced: block(read("tracing_configuration")).enabled === true,
    };
    if ((read("type") ?? "STANDARD") !== "STANDARD") {
      throw new UnsupportedDefinitionError(
        `state machine "${machine.name}": type EXPRESS is not supported; use STANDARD`,
      );
    }
    return machine;
  });
}

const datesOf = ({ createdAt, modifiedAt }: Deployment) => ({ createdAt, modifiedAt });

function readLogging({ level, include_execution_data, log_destination }: Block): DescribedMachine["logging"] {
  const destination = text(log_destination);
  return {
    level: text(level) ?? "OFF",
    includeExecutionData: include_execution_data === true,
    destinations: destination === undefined ? [] : [destination],
  };
}

/** Reads a definition's text. @throws UnsupportedDefinitionError if it is not JSON */
export function parseDefinition({ name, definition }: Machine): Definition {
  try {
    return JSON.parse(definition) as Definition;
  } catch (cause) {
    throw new UnsupportedDefinitionError(`state machine "${name}": its definition is not JSON`, { cause });
  }
}
