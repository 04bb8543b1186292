// The AWS accounts that a plan is for.
import type { Plan } from "../../plan.ts";
import { at } from "../../value.ts";

const ACCOUNT = /^\d{12}$/;
const ARN = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/;

function* saidIn(plan: Plan): Generator<unknown> {
  for (const { type, values } of [...plan.before, ...plan.after]) {
    if (type === "aws_caller_identity") yield values.account_id;
  }
  for (const { type, before, after } of plan.changes) {
    if (type !== "aws_caller_identity") continue;
    yield at(before, "account_id");
    yield at(after, "account_id");
  }
}

function* ownedIn(plan: Plan): Generator<unknown> {
  for (const { mode, values } of plan.before) {
    if (mode === "managed" && typeof values.arn === "string") yield ARN.exec(values.arn)?.[1];
  }
}

const accountsAmong = (values: Iterable<unknown>): ReadonlySet<string> =>
  new Set([...values].filter((value): value is string => typeof value === "string" && ACCOUNT.test(value)));

/** What the caller's identity says, or else the ARNs of what is there; empty when neither says anything. */
export function accountsOf(plan: Plan): ReadonlySet<string> {
  const said = accountsAmong(saidIn(plan));
  return said.size > 0 ? said : accountsAmong(ownedIn(plan));
}
