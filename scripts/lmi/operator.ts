// Who changes capacity: recorded with every lease, hold and change.
import { FailedError, UsageError } from "../cliError.ts";

/** Long enough for a role and a session of 64 characters each: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const NAME = /^[\w.@/+=,-]{1,160}$/;

/** @throws UsageError naming the value and what is allowed */
export function operatorOf(name: string): string {
  if (NAME.test(name)) return `operator:${name}`;
  throw new UsageError(`LMI_OPERATOR: must be 1 to 160 letters, digits and . _ @ / + = , -, got ${name}`);
}

/** `operator:assumed-role/Admin/ann` for `arn:aws:sts::123456789012:assumed-role/Admin/ann`. */
export function operatorOfArn(arn: string): string {
  const name = arn.split(":").slice(5).join(":");
  if (NAME.test(name)) return `operator:${name}`;
  throw new FailedError(`the caller's identity: no name in ${arn}; LMI_OPERATOR gives one`);
}

/**
 * Asks AWS once for the caller's identity, unless there is a name already.
 * @param operator as the settings name it
 * @param identity the caller's ARN
 */
export function createOperator(operator: string | undefined, identity: () => Promise<string>): () => Promise<string> {
  let asked: Promise<string> | undefined;
  return () => {
    asked ??= operator === undefined ? identity().then(operatorOfArn) : Promise.resolve(operator);
    return asked;
  };
}
