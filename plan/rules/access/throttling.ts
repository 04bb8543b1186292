// How much a stage of an API lets through: without limits of its own only the account's hold, and with an unset limit in a
// block that is there, nothing gets through.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html

import type { Change } from "../../plan.ts";
import { type Attributes, at, isAttributes, isSensitive, isUnknown, type Value } from "../../value.ts";
import { reach } from "../protection/reach.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { sameValue } from "../world/sameValue.ts";
import { shown } from "../world/words.ts";

const STAGE = "aws_apigatewayv2_stage";

const RULES = {
  "throttling-refuses-all": {
    severity: "high",
    title: "A stage of an HTTP API may refuse all requests",
    why: "The provider writes 0 for a limit that is not set, and API Gateway then answers 429 to every request.",
    remedy: "Set both throttling_rate_limit and throttling_burst_limit wherever there is such a block.",
    types: [STAGE],
  },
  "throttling-removed": {
    severity: "medium",
    title: "A stage of an HTTP API no longer limits requests",
    why: "One caller can use up what the account may serve in this Region, for all its APIs, and start as much capacity as the functions' max allows.",
    remedy: "Keep both limits, at what the functions behind can carry.",
    types: [STAGE],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

const LIMITS = ["throttling_rate_limit", "throttling_burst_limit"] as const;

const OTHERS = ["detailed_metrics_enabled", "data_trace_enabled", "logging_level"] as const;

const isHidden = (value: Value | undefined): boolean => isUnknown(value) || isSensitive(value);

/** Unset, or what the provider reads and writes for unset. */
const isUnset = (value: Value): boolean => value === null || value === 0 || value === false || value === "";

const sameSetting = (a: Value, b: Value): boolean => (isUnset(a) && isUnset(b)) || sameValue(a, b);

interface Part {
  /** `every route`, `the route GET /videos` */
  readonly words: string;
  readonly attribute: string;
  /** The block; undefined or null where there is none. */
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

const blocksIn = (attributes: Attributes | undefined): ReadonlyMap<string, Value> => {
  const blocks = at(attributes, "route_settings");
  const all = Array.isArray(blocks) ? (blocks as readonly Value[]).filter(isAttributes) : [];
  return new Map(all.map((block) => [shown(at(block, "route_key")), block]));
};

function partsOf({ before, after }: Change): Part[] {
  const [was, is] = [blocksIn(before), blocksIn(after)];
  const routes = at(after, "route_settings");
  const hidden = isHidden(routes) ? routes : undefined;
  return [
    {
      words: "every route",
      attribute: "default_route_settings[0]",
      before: reach(before, ["default_route_settings", 0]),
      after: reach(after, ["default_route_settings", 0]),
    },
    ...[...new Set([...was.keys(), ...is.keys()])].map((key) => ({
      words: `the route ${key}`,
      attribute: "route_settings",
      before: was.get(key),
      after: hidden ?? is.get(key),
    })),
  ];
}

type Seen = Omit<FoundAs<Id>, "stack" | "address">;

const changeText = ({ before, after }: Part, limits: readonly string[]): string =>
  limits.map((limit) => `${limit}: ${shown(reach(before, [limit]))} to ${shown(reach(after, [limit]))}`).join(", ");

/** A block with any change is written as a whole, and the provider writes 0 for a limit that is not in it. */
function refusesAll(part: Part): Seen | undefined {
  const { words, attribute, before, after } = part;
  if (!isAttributes(after)) return undefined;
  const unset = LIMITS.filter((limit) => isUnset(reach(after, [limit])));
  const isWritten =
    !isAttributes(before) ||
    [...LIMITS, ...OTHERS].some((name) => !sameSetting(reach(before, [name]), reach(after, [name])));
  if (unset.length === 0 || !isWritten) return undefined;
  return {
    rule: "throttling-refuses-all",
    attribute,
    what: `The stage may refuse all requests to ${words}: a limit is not set in a block that is written (${changeText(part, unset)}).`,
  };
}

function limitsGone(part: Part): Seen | undefined {
  const { words, attribute, before, after } = part;
  if (isHidden(after) || isAttributes(after)) return undefined;
  const gone = LIMITS.filter((limit) => !isUnset(reach(before, [limit])));
  if (gone.length === 0) return undefined;
  return {
    rule: "throttling-removed",
    attribute,
    what: `The stage no longer limits requests to ${words} (${changeText(part, gone)}).`,
  };
}

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  for (const change of changesOf(reviewed, STAGE)) {
    if (change.action === "noOp" || change.action === "forget" || change.after === undefined) continue;
    for (const part of partsOf(change)) {
      const found = refusesAll(part) ?? limitsGone(part);
      if (found) yield { ...placeOf(change), ...found };
    }
  }
}

export const throttlingWeakened = family(RULES, look);
