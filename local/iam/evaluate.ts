// What a set of policies says to a request: an explicit deny wins, else one allow is enough, else it is denied.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import type { Request, Statement } from "./statements.ts";

/** `implicit`: no statement allows it. `explicit`: `by` denies it. */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly denial: "implicit" }
  | { readonly allowed: false; readonly denial: "explicit"; readonly by: Statement };

/** @param service who asks, for policies that name principals; a role asks its own policies as nobody but itself */
export function evaluate(statements: readonly Statement[], request: Request, service?: string): Decision {
  const speaking = statements.filter((statement) => statement.applies(request, service));
  const by = speaking.find(({ effect }) => effect === "Deny");
  if (by) return { allowed: false, denial: "explicit", by };
  return speaking.length > 0 ? { allowed: true } : { allowed: false, denial: "implicit" };
}
