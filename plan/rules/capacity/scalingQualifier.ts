// Which version a scaling config is for, and whether something else writes one for the same function.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html
import { nested } from "../../../terraform/block.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import { knownText, type Resource, type World } from "../world/world.ts";
import { DECLARATION, declarationsIn } from "./declared.ts";
import { functionIdentity, identifiedAs } from "./functionIdentity.ts";
import { SCALING_CONFIG } from "./managed.ts";

const SCHEDULE = "aws_scheduler_schedule";
const PUBLISHED = "$LATEST.PUBLISHED";

const RULES = {
  "scaling-qualifier": {
    severity: ["high", "medium"],
    title: "A scaling config is not for $LATEST.PUBLISHED",
    why: "Only what is set on $LATEST.PUBLISHED carries over to what is published next.",
    remedy: 'Set qualifier = "$LATEST.PUBLISHED".',
    types: [SCALING_CONFIG, SCHEDULE],
  },
  "scaling-second-writer": {
    severity: "medium",
    title: "A function's scaling config has two writers",
    why: "What one puts, the other overwrites: the last one wins, until the first writes again.",
    remedy: "Let one write it: Terraform, the reconciler by its declaration, or schedules.",
    types: [SCALING_CONFIG, SCHEDULE, DECLARATION],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

interface Writer {
  readonly resource: Resource;
  /** The attribute that names the version. */
  readonly attribute: string;
  readonly name: string;
  readonly qualifier: string | undefined;
}

/** Schedules that call PutFunctionScalingConfig themselves. */
function scheduled(world: World, resource: Resource): Writer[] {
  return nested(resource.values.target).flatMap(({ arn, input }) => {
    if (!/:aws-sdk:lambda:putfunctionscalingconfig$/i.test(String(arn)) || typeof input !== "string") return [];
    const [, name = ""] = /"FunctionName"\s*:\s*"(?:[^"]*:function:)?([\w-]+)"/.exec(input) ?? [];
    const qualifier = /"Qualifier"\s*:\s*"([^"]*)"/.exec(input)?.[1];
    if (name === "") return [];
    return [{ resource, attribute: "target[0].input", name: identifiedAs(world, resource, name), qualifier }];
  });
}

const writersIn = (world: World): readonly Writer[] => [
  ...world.ofType(SCALING_CONFIG).flatMap((resource): Writer[] => {
    const name = functionIdentity(world, resource, resource.values.function_name)?.name;
    const qualifier = knownText(resource.values.qualifier);
    return name === undefined ? [] : [{ resource, attribute: "qualifier", name, qualifier }];
  }),
  ...world.ofType(SCHEDULE).flatMap((resource) => scheduled(world, resource)),
  ...declarationsIn(world).map(({ resource, name }) => ({
    resource,
    attribute: "item",
    name,
    qualifier: PUBLISHED,
  })),
];

const keyOf = ({ resource, name, qualifier }: Writer): string => JSON.stringify([resource.address, name, qualifier]);

function wrongQualifier({ resource, attribute, name, qualifier }: Writer): FoundAs<Id> | undefined {
  if (qualifier === undefined || qualifier === PUBLISHED) return undefined;
  const place = { rule: "scaling-qualifier", ...placeOf(resource), attribute } as const;
  if (/^\d+$/.test(qualifier)) {
    return {
      ...place,
      severity: "medium",
      what: `The scaling config of ${name} is for version ${qualifier} only.`,
      why: "It does not carry over: the next version begins with Lambda's default of three environments and no maximum, and this one keeps its own.",
    };
  }
  const isUnpublished = qualifier === "$LATEST";
  return {
    ...place,
    severity: "high",
    what: `The scaling config of ${name} is for ${isUnpublished ? "$LATEST" : `the alias ${qualifier}`}: this apply will fail.`,
    applyFails: true,
    why: `AWS takes a version number or $LATEST.PUBLISHED${isUnpublished ? "; $LATEST of a function on managed instances runs nowhere" : ", and no alias"}.`,
  };
}

/** What Terraform lets go of writes no more. */
const isLeft = ({ resource: { change } }: Writer): boolean => change?.action !== "forget";

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const { before, after } = reviewed.worlds;
  const changing = new Set([...changesOf(reviewed, SCALING_CONFIG, SCHEDULE, DECLARATION)]);
  const [had, writers] = [new Set(writersIn(before).map(keyOf)), writersIn(after).filter(isLeft)];
  const isNew = (writer: Writer) =>
    !had.has(keyOf(writer)) && writer.resource.change !== undefined && changing.has(writer.resource.change);
  for (const writer of writers.filter(isNew)) {
    const found = wrongQualifier(writer);
    // A schedule is created all the same, and its calls fail.
    if (found)
      yield writer.resource.type === SCHEDULE
        ? { ...found, applyFails: false, what: found.what.replace("this apply", "its calls") }
        : found;
  }
  const byVersion = Map.groupBy(writers, ({ name, qualifier }) => `${name}\n${qualifier ?? ""}`);
  for (const same of byVersion.values()) {
    const types = new Set(same.map(({ resource }) => resource.type));
    // Several schedules are one way of writing, such as one that wakes and one that puts to sleep.
    const isOne = types.size === 1 && (types.has(SCHEDULE) || same.length === 1);
    const fresh = same.find(isNew);
    if (isOne || fresh === undefined) continue;
    const others = same.filter(({ resource }) => resource !== fresh.resource).map(({ resource }) => resource.address);
    yield {
      rule: "scaling-second-writer",
      ...placeOf(fresh.resource),
      what: `The scaling config of ${fresh.name} is written by this and by ${listed(others)}.`,
    };
  }
}

export const scalingQualifier = family(RULES, look);
