// The ways in which the Lambda API names a function: name, partial ARN or full ARN, each with or without a qualifier.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestSyntax

import { LambdaServiceError } from "./errors.ts";

export interface FunctionReference {
  name: string;
  /** A version, `$LATEST`, `$LATEST.PUBLISHED` or an alias; undefined when not given. */
  qualifier: string | undefined;
}

const PATTERN =
  /^(?:arn:aws[a-z-]*:lambda:(?<region>[a-z0-9-]+):(?<account>\d{12}):function:|(?:(?<partial>\d{12}):)?(?:function:)?)(?<name>[a-zA-Z0-9_-]{1,140})(?::(?<qualifier>\$?[a-zA-Z0-9._-]+))?$/;

/**
 * Parses what names a function, with the qualifier that was given apart from it, if any.
 *
 * @throws LambdaServiceError InvalidParameterValueException, or ResourceNotFoundException for another account or region
 */
export function parseFunctionName(
  text: string,
  here: { region: string; accountId: string },
  given?: string,
): FunctionReference {
  const parts = PATTERN.exec(text)?.groups;
  if (parts?.name === undefined)
    throw new LambdaServiceError(
      "InvalidParameterValueException",
      `FunctionName: must be a name, a partial ARN or an ARN of a function, got ${JSON.stringify(text)}`,
    );
  const { region, account, partial, name, qualifier } = parts;
  if (qualifier !== undefined && given !== undefined && qualifier !== given)
    throw new LambdaServiceError(
      "InvalidParameterValueException",
      `The derived qualifier from the function name does not match the specified qualifier, got ${qualifier} and ${given}`,
    );
  const owner = account ?? partial;
  if ((region !== undefined && region !== here.region) || (owner !== undefined && owner !== here.accountId))
    throw functionNotFound(text);
  return { name, qualifier: qualifier ?? given };
}

/** The function, or that version of it, does not exist. */
export function functionNotFound(arn: string): LambdaServiceError {
  return new LambdaServiceError("ResourceNotFoundException", `Function not found: ${arn}`);
}
