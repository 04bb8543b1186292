// What the calls of Lambda ask of IAM. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
import type { AwsCall } from "../aws/call.ts";
import { parseFunctionName } from "../lambda/functionName.ts";
import type { Place } from "../terraform/assigned.ts";
import { type Account, type Asked, arnIn } from "./account.ts";

/** Operations whose action has another name. */
const ACTIONS: Readonly<Record<string, string>> = {
  Invoke: "InvokeFunction",
  InvokeAsync: "InvokeFunction",
  InvokeWithResponseStream: "InvokeFunction",
  GetLayerVersionByArn: "GetLayerVersion",
};

export function lambdaAsks({ operation = "", path = {}, url }: AwsCall, { place }: Account): Asked[] {
  const action = ACTIONS[operation] ?? operation;
  const { FunctionName, CapacityProviderName } = path;
  if (FunctionName !== undefined)
    return functionAsks(action, FunctionName, place, url.searchParams.get("Qualifier") ?? undefined);
  if (CapacityProviderName === undefined) return [{ action: `lambda:${action}`, resource: "*" }];
  const name = CapacityProviderName.split(":").at(-1);
  return [{ action: `lambda:${action}`, resource: arnIn(place, "lambda", `capacity-provider:${name}`) }];
}

/**
 * A function is asked for as it is named: by its qualified ARN if a qualifier is given, else by the unqualified one.
 * https://docs.aws.amazon.com/lambda/latest/dg/versioning-aliases-permissions.html
 */
export function functionAsks(action: string, functionName: string, place: Place, given?: string): Asked[] {
  let name: string;
  let qualifier: string | undefined;
  try {
    ({ name, qualifier } = parseFunctionName(functionName, place, given));
  } catch {
    return []; // Lambda says what is wrong with it
  }
  const resource = arnIn(place, "lambda", `function:${name}${qualifier === undefined ? "" : `:${qualifier}`}`);
  return [{ action: `lambda:${action}`, resource }];
}
