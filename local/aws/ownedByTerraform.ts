// Changes that the real AWS makes and the local one refuses, because what runs here is what was synthesised: made here, they would be
// gone after the next start, and be no part of any plan.
import { AwsError, type Operation, type ServiceName } from "./call.ts";
import { denied } from "./denied.ts";

/** The refusal of a change, as of any denial. */
export function terraformOwns(service: ServiceName, operation: string): AwsError {
  return new AwsError({
    ...denied(service),
    message: `local ${service}: ${operation} changes nothing here, Terraform does; change the configuration and start again`,
  });
}

/** Operations that refuse. */
export const ownedByTerraform = (service: ServiceName, operations: readonly string[]): [string, Operation][] =>
  operations.map((operation) => [
    operation,
    async () => {
      throw terraformOwns(service, operation);
    },
  ]);
