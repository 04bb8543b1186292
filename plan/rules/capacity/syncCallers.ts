// What calls functions and waits for their answer: Lambda cuts such a call after 15 minutes, however long the function may run.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html
import { isObject, only } from "../../../terraform/block.ts";
import { listed } from "../world/words.ts";
import type { Resource, World } from "../world/world.ts";
import { functionIdentity } from "./functionIdentity.ts";

/** What in a resource names a function that it waits for. */
interface Waiting {
  readonly type: string;
  readonly words: string;
  named(resource: Resource): readonly unknown[];
}

const isEvent = (value: unknown): boolean => typeof value === "string" && /^'?Event'?$/i.test(value);

/** Services that wait for a function whose permission names them; others, such as S3 and SNS, do not. */
const WAITING_SERVICES = /^(?:apigateway|elasticloadbalancing|cognito-idp|vpc-lattice|lex|lexv2|bedrock|appsync)\./;

const INVOKE = /^arn:aws[\w-]*:states:::lambda:invoke(?:\.waitForTaskToken)?$/;

/** The function that a state of a workflow invokes and waits for. */
function taskOf(state: Readonly<Record<string, unknown>>): unknown {
  const { Type: type, Resource: resource } = state;
  if (type !== "Task" || typeof resource !== "string") return undefined;
  if (!INVOKE.test(resource)) return resource;
  const { FunctionName: name, InvocationType: invocation } = only(state.Parameters ?? state.Arguments);
  return isEvent(invocation) ? undefined : name;
}

/** All states of a definition, those inside of Map and Parallel too. */
function statesIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(statesIn);
  if (!isObject(value)) return [];
  return [...("Type" in value ? [value] : []), ...Object.values(value).flatMap(statesIn)];
}

function definitionOf(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** An integration that asks Lambda not to wait. */
const isAsynchronous = ({ values }: Resource): boolean =>
  isEvent(only(values.request_parameters)["integration.request.header.X-Amz-Invocation-Type"]);

const WAITING: readonly Waiting[] = [
  {
    type: "aws_apigatewayv2_integration",
    words: "an HTTP API",
    named: ({ values }) => [values.integration_uri],
  },
  {
    type: "aws_api_gateway_integration",
    words: "a REST API",
    named: (one) => (isAsynchronous(one) ? [] : [one.values.uri]),
  },
  { type: "aws_apigatewayv2_authorizer", words: "an HTTP API", named: ({ values }) => [values.authorizer_uri] },
  { type: "aws_api_gateway_authorizer", words: "a REST API", named: ({ values }) => [values.authorizer_uri] },
  { type: "aws_lambda_function_url", words: "a function URL", named: ({ values }) => [values.function_name] },
  { type: "aws_lambda_invocation", words: "Terraform", named: ({ values }) => [values.function_name] },
  { type: "aws_lb_target_group_attachment", words: "a load balancer", named: ({ values }) => [values.target_id] },
  {
    type: "aws_appsync_datasource",
    words: "AppSync",
    named: ({ values }) => [only(values.lambda_config).function_arn],
  },
  {
    type: "aws_cognito_user_pool",
    words: "Cognito",
    named: ({ values }) => Object.values(only(values.lambda_config)).filter((value) => typeof value === "string"),
  },
  {
    type: "aws_pipes_pipe",
    words: "a pipe",
    named: ({ values }) => {
      const parameters = only(only(values.target_parameters).lambda_function_parameters);
      return [...(parameters.invocation_type === "FIRE_AND_FORGET" ? [] : [values.target]), values.enrichment];
    },
  },
  {
    type: "aws_sfn_state_machine",
    words: "a state machine",
    named: ({ values }) => statesIn(definitionOf(values.definition)).map(taskOf),
  },
  {
    type: "aws_lambda_permission",
    words: "a service with a permission",
    named: ({ values: { principal, function_name: name } }) =>
      typeof principal === "string" && WAITING_SERVICES.test(principal) ? [name] : [],
  },
];

/** An API whose integration does not wait needs the same permission as one that does. */
const withoutWaiting = (world: World): ReadonlySet<string> =>
  new Set(
    world
      .ofType("aws_api_gateway_integration")
      .filter(isAsynchronous)
      .flatMap((one) => functionIdentity(world, one, one.values.uri)?.name ?? []),
  );

const waitingByFunction = (world: World): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const { type, words, named } of WAITING) {
    for (const resource of world.ofType(type)) {
      for (const value of named(resource)) {
        const name = functionIdentity(world, resource, value)?.name;
        if (name === undefined) continue;
        const already = found.get(name) ?? [];
        // The permission of what is named already says nothing more.
        if (already.includes(words) || (type === "aws_lambda_permission" && already.length > 0)) continue;
        if (type === "aws_lambda_permission" && world.once(withoutWaiting).has(name)) continue;
        found.set(name, [...already, words]);
      }
    }
  }
  return found;
};

/** The types of resources that call functions and wait. */
export const WAITING_TYPES: readonly string[] = WAITING.map(({ type }) => type);

/** What waits for a function's answer, in words; undefined when nothing in the plans does. */
export function waitingFor(world: World, functionName: string): string | undefined {
  const words = world.once(waitingByFunction).get(functionName);
  return words && listed(words);
}
