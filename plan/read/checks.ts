// Conditions of the configuration (check blocks, preconditions, postconditions) that do not hold, or not yet.
// https://developer.hashicorp.com/terraform/internals/json-format#checks-representation
import { isObject, type Values } from "../../terraform/block.ts";
import type { FailedCheck } from "../plan.ts";

const listOf = (value: unknown): readonly Values[] => (Array.isArray(value) ? value.filter(isObject) : []);

const addressIn = ({ address }: Values): string | undefined =>
  isObject(address) && typeof address.to_display === "string" ? address.to_display : undefined;

/** A status that is not known is not passed over. */
function statusIn({ status }: Values): FailedCheck["status"] | "pass" {
  return status === "pass" || status === "fail" || status === "error" ? status : "unknown";
}

function failed(check: Values, within: string): FailedCheck[] {
  const status = statusIn(check);
  if (status === "pass") return [];
  const messages = listOf(check.problems).map(({ message }) => String(message ?? ""));
  return [{ address: addressIn(check) ?? within, status, messages }];
}

/** One for each instance that does not pass, or for the object itself when its instances are not known. */
export const failedChecks = (checks: unknown): FailedCheck[] =>
  listOf(checks).flatMap((check) => {
    const address = addressIn(check) ?? "a check";
    const instances = listOf(check.instances);
    const found = instances.flatMap((instance) => failed(instance, address));
    return found.length > 0 ? found : failed(check, address);
  });
