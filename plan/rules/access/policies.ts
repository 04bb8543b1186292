// Policies that allow more than before, and new ones that allow a lot.
import { SEVERITIES, type Severity } from "../finding.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family, type Help } from "../rule.ts";
import { placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import { accountsOf } from "./accounts.ts";
import { type Holding, holdingsOf } from "./holdings.ts";
import { type Judgement, judge, type PolicyKind } from "./judgement.ts";
import { LATER } from "./permission.ts";
import { principalText, wideningsText } from "./policy/phrase.ts";
import { newlyAllowed, noLongerDenied, type Widening } from "./policy/widened.ts";
import { POLICY_ATTRIBUTES } from "./policyAttributes.ts";

interface KindRules extends Help {
  /** The ids are `<name>-widened` and `<name>-wide`. */
  readonly name: string;
  readonly words: string;
  readonly severity: readonly [Severity, ...Severity[]];
}

const KINDS: Readonly<Record<PolicyKind, KindRules>> = {
  identity: {
    name: "policy",
    words: "policy of an identity",
    severity: ["critical", "high", "medium"],
    why: "What runs with this identity, or takes it over, can do all that the policy allows.",
    remedy:
      "Name the actions and resources that are needed, and no others; if all of these are, say so in the pull request.",
  },
  trust: {
    name: "trust",
    words: "trust policy of a role",
    severity: ["critical", "high", "medium", "low"],
    why: "Those whom it trusts can do all that the role may do.",
    remedy: "Trust only the role or service that needs it, with a condition on who may be behind it.",
  },
  resource: {
    name: "resource-policy",
    words: "policy of a resource",
    severity: ["critical", "high", "medium", "low"],
    why: "Those whom it names get at the resource, from other accounts too.",
    remedy: "Name who needs it as principal, and bind services to the account with aws:SourceAccount or aws:SourceArn.",
  },
  endpoint: {
    name: "endpoint-policy",
    words: "policy of a VPC endpoint",
    severity: ["high", "medium"],
    why: "What the endpoint kept from being reached through it is let through.",
    remedy: "Name the resources of this system in the endpoint's policy.",
  },
  permission: {
    name: "function-permission",
    words: "permission to call a function",
    severity: ["critical", "high", "medium"],
    why: "Those who have it can call the function, and what it may do is done for them.",
    remedy: "Give the permission to one principal, with source_arn or source_account.",
  },
};

interface Judged extends Judgement {
  readonly widening: Widening;
}

const worst = (a: Severity, b: Severity): Severity => (SEVERITIES.indexOf(a) < SEVERITIES.indexOf(b) ? a : b);

const UNDENIED: Judgement = {
  severity: "high",
  why: "A denial wins over everything that is allowed elsewhere: without it, what other policies allow comes into force.",
  isWide: false,
};

/** A key of `only` that no condition is on any more. */
const isDropped = ({ conditions, only }: Widening): boolean =>
  only.some(({ key }) => !conditions.some((other) => other.key.toLowerCase() === key.toLowerCase()));

function judged(widening: Widening, { source }: Holding, own: ReadonlySet<string>): Judged {
  if (widening.kind === "undenied") return { ...UNDENIED, widening };
  const judgement = judge(widening, source.kind, own);
  if (!isDropped(widening)) return { ...judgement, widening };
  const why = `${judgement.why} The condition that is gone was what kept others out.`;
  return { ...judgement, why, severity: worst(judgement.severity, "high"), widening };
}

const byWorst = (a: Judged, b: Judged): number => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);

interface Group {
  readonly text: string;
  readonly principals: readonly string[];
  readonly worst: Judged;
}

/** Per principal; those for whom the same is new are one. */
function groupsOf(all: readonly Judged[]): Group[] {
  const byPrincipal = Map.groupBy(all, ({ widening: { kind, principal } }) => JSON.stringify([kind, principal]));
  const groups = [...byPrincipal.values()].flatMap((unsorted) => {
    const sorted = unsorted.toSorted(byWorst);
    const [first] = sorted;
    if (first === undefined) return [];
    const principal = principalText(first.widening.principal);
    const text = wideningsText(sorted.map(({ widening }) => widening));
    return [{ text, principals: principal === undefined ? [] : [principal], worst: first }];
  });
  const alike = Map.groupBy(groups, ({ text, worst }) => JSON.stringify([worst.widening.kind, worst.severity, text]));
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    return first ? [{ ...first, principals: same.flatMap(({ principals }) => principals) }] : [];
  });
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `The policy of role video-api`, `The new bucket policy` */
const subjectOf = ({ source: { words }, ownerName, isNew }: Holding): string => {
  const owned = ownerName !== undefined && words.startsWith("the policy of a ");
  const text = owned ? `${words.replace("of a ", "of ")} ${ownerName}` : words;
  return capital(isNew ? text.replace(/^the /, "the new ") : text);
};

function findingOf(holding: Holding, { text, principals, worst }: Group): FoundAs<string> {
  const { change, source, isNew } = holding;
  const verb = worst.widening.kind === "undenied" ? "no longer denies" : isNew ? "allows" : "newly allows";
  const whom = principals.length > 0 ? `${listed(principals)}: ` : "";
  return {
    rule: `${KINDS[source.kind].name}-${isNew ? "wide" : "widened"}`,
    severity: worst.severity,
    ...placeOf(change),
    attribute: source.attribute,
    what: `${subjectOf(holding)} ${verb} ${whom}${text}.`,
    why: worst.why,
  };
}

/** What becomes possible with a policy that can be read on both sides; nothing of one that cannot. */
export function wideningsOf({ before, after, known, remaining, isGone }: Holding): readonly Widening[] {
  const isReadable = [before, after].every(({ kind }) => kind === "known" || kind === "absent");
  if (!isReadable || isGone) return [];
  const statements = after.kind === "known" ? after.statements : [];
  const denials = before.kind === "known" ? before.statements : [];
  return [...newlyAllowed(known, statements, [...statements, ...remaining]), ...noLongerDenied(denials, remaining)];
}

/** Whether what would be new is bound to something that is not known yet. */
export const isLater = ({ conditions }: Widening): boolean => conditions.some(({ values }) => values.includes(LATER));

function* look(reviewed: Reviewed): Generator<FoundAs<string>> {
  const accounts = new Map(reviewed.plans.map((plan) => [plan.stack, accountsOf(plan)]));
  for (const holding of holdingsOf(reviewed)) {
    const own = accounts.get(holding.change.stack) ?? new Set<string>();
    const all = wideningsOf(holding)
      .filter((widening) => !isLater(widening))
      .map((widening) => judged(widening, holding, own))
      .filter(({ isWide }) => isWide || !holding.isNew);
    for (const group of groupsOf(all)) yield findingOf(holding, group);
  }
}

const typesOf = (kind: PolicyKind): readonly string[] =>
  [...POLICY_ATTRIBUTES].flatMap(([type, attributes]) => (attributes.some((one) => one.kind === kind) ? [type] : []));

const aboutsOf = (kind: PolicyKind): readonly (readonly [string, About])[] => {
  const { name, words, ...about } = KINDS[kind];
  const types = typesOf(kind);
  const titled = (title: string): About => ({ ...about, title, types });
  return [
    [`${name}-widened`, titled(`The ${words} allows more than before`)] as const,
    // A new endpoint is never wider than one without a policy.
    ...(kind !== "endpoint" ? [[`${name}-wide`, titled(`A new ${words} allows a lot`)] as const] : []),
  ];
};

export const policiesWidened = family(Object.fromEntries((Object.keys(KINDS) as PolicyKind[]).flatMap(aboutsOf)), look);
