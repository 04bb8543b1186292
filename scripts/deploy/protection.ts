// What is protected against deletion, so that a destroy is refused before anything is gone.
import { environmentOf } from "../../terraform/manifest.ts";
import { managedIn, type State } from "./state.ts";

const PROTECTING = ["deletion_protection_enabled", "deletion_protection"] as const;

/** A bucket that is not emptied cannot go. */
const isProtected = (type: string, attributes: Readonly<Record<string, unknown>> = {}): boolean =>
  PROTECTING.some((attribute) => attributes[attribute] === true) ||
  (type === "aws_s3_bucket" && attributes.force_destroy === false);

const indexOf = (key: string | number | undefined): string => (key === undefined ? "" : `[${JSON.stringify(key)}]`);

/** Addresses of protected resources. */
export const protectedIn = (state: State | undefined): string[] =>
  managedIn(state).flatMap(({ module, type, name, instances }) =>
    instances
      .filter(({ attributes }) => isProtected(type, attributes))
      .map(({ index_key }) => `${module ? `${module}.` : ""}${type}.${name}${indexOf(index_key)}`),
  );

/** One line for each protected resource of a stack, with what comes before its end. */
export const protectionLines = (stack: string, state: State | undefined): string[] =>
  protectedIn(state).map(
    (address) =>
      `${stack}: ${address} is protected against deletion; set data.deletionProtection to false in ` +
      `stacks/config/${environmentOf(stack)}.ts, then npm run cdktf -- deploy ${stack}, then destroy ` +
      "(docs/runbook.md#destroy-an-environment)",
  );
