// What calls functions as traffic: nothing of it wakes a deactivated function.
import { listed } from "../world/words.ts";
import type { Resource, World } from "../world/world.ts";
import { functionIdentity } from "./functionIdentity.ts";

interface Caller {
  readonly type: string;
  /** The attribute that names the function. */
  readonly target: string;
  readonly words: string;
  /** Whether it is one that counts; @default every one */
  counts?(resource: Resource): boolean;
}

/** Services that call a function on their own; Step Functions and Scheduler need no permission of this kind. */
const CALLING_SERVICES = /^(apigateway|elasticloadbalancing|s3|events|sns|iot|cognito-idp|logs|ses|vpc-lattice)\./;

const CALLERS: readonly Caller[] = [
  { type: "aws_apigatewayv2_integration", target: "integration_uri", words: "an HTTP API" },
  { type: "aws_api_gateway_integration", target: "uri", words: "a REST API" },
  { type: "aws_lambda_function_url", target: "function_name", words: "a function URL" },
  { type: "aws_lambda_event_source_mapping", target: "function_name", words: "an event source mapping" },
  { type: "aws_lb_target_group_attachment", target: "target_id", words: "a load balancer" },
  { type: "aws_cloudwatch_event_target", target: "arn", words: "an EventBridge rule" },
  {
    type: "aws_lambda_permission",
    target: "function_name",
    words: "a service with a permission",
    counts: ({ values: { principal } }) => typeof principal === "string" && CALLING_SERVICES.test(principal),
  },
];

const callersByFunction = (world: World): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const { type, target, words, counts = () => true } of CALLERS) {
    for (const resource of world.ofType(type).filter(counts)) {
      const called = functionIdentity(world, resource, resource.values[target]);
      if (called === undefined) continue;
      const by = found.get(called.name) ?? [];
      found.set(called.name, by.includes(words) ? by : [...by, words]);
    }
  }
  return found;
};

/** What calls a function, in words; undefined when nothing in the plans does. */
export function callersOf(world: World, functionName: string): string | undefined {
  const callers = world.once(callersByFunction).get(functionName);
  return callers && listed(callers);
}
