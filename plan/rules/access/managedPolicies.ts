// Managed policies that an identity gets, where AWS or another account decides what is in them.

import { canonical } from "../../diff/canonical.ts";
import type { Change } from "../../plan.ts";
import { at, isSensitive, isUnknown, type Value } from "../../value.ts";
import { SEVERITIES, type Severity } from "../finding.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, isCreated, placeOf } from "../world/changes.ts";
import { isNewOwner, keyOf, type Owner, type Owners, type Ownership, ownersOf } from "./owners.ts";

interface Attachment {
  /** The attribute with the ARN, or the list of them. */
  readonly attribute: string;
  /** Undefined where the resource is the identity itself. */
  readonly owner?: Ownership;
  /** Attributes that list the identities. @default one owner, or the resource itself */
  readonly lists?: readonly Ownership[];
}

const attached = (attribute: string, type: string): Attachment => ({
  attribute: "policy_arn",
  owner: { attribute, type },
});

const exclusive = (attribute: string, type: string): Attachment => ({
  attribute: "policy_arns",
  owner: { attribute, type },
});

const ATTACHMENTS: ReadonlyMap<string, Attachment> = new Map<string, Attachment>([
  ["aws_iam_role", { attribute: "managed_policy_arns" }],
  ["aws_iam_role_policy_attachment", attached("role", "aws_iam_role")],
  ["aws_iam_user_policy_attachment", attached("user", "aws_iam_user")],
  ["aws_iam_group_policy_attachment", attached("group", "aws_iam_group")],
  [
    "aws_iam_policy_attachment",
    {
      attribute: "policy_arn",
      lists: [
        { attribute: "roles", type: "aws_iam_role" },
        { attribute: "users", type: "aws_iam_user" },
        { attribute: "groups", type: "aws_iam_group" },
      ],
    },
  ],
  ["aws_iam_role_policy_attachments_exclusive", exclusive("role_name", "aws_iam_role")],
  ["aws_iam_user_policy_attachments_exclusive", exclusive("user_name", "aws_iam_user")],
  ["aws_iam_group_policy_attachments_exclusive", exclusive("group_name", "aws_iam_group")],
]);

const RULES = {
  "managed-policy-attached": {
    severity: ["critical", "high", "medium", "low"],
    title: "An identity gets a managed policy",
    why: "The identity may do all that the policy allows, now and when the policy changes.",
    remedy: "Give it a policy of its own that names the actions and resources it needs.",
    types: [...ATTACHMENTS.keys()],
  },
  "managed-policy-unknown": {
    severity: "medium",
    title: "An identity gets a managed policy that is unknown until apply",
    why: "The identity may do all that the policy allows, now and when the policy changes.",
    remedy: "Look at the policy in the code; if it is new, its own findings say whether it is wide.",
    types: [...ATTACHMENTS.keys()],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

interface Weight {
  readonly severity: Severity;
  readonly why: string;
  readonly isWide: boolean;
}

/** What AWS's own policies give, by the end of their ARN. */
const WEIGHTS: readonly (readonly [RegExp, Weight])[] = [
  [
    /:policy\/AdministratorAccess$/,
    {
      severity: "critical",
      why: "That is everything in the account: those who have this identity own it.",
      isWide: true,
    },
  ],
  [
    /:policy\/(?:IAMFullAccess|PowerUserAccess|(?:.+\/)?AWSOrganizationsFullAccess|job-function\/SystemAdministrator|AdministratorAccess-.+)$/,
    { severity: "high", why: "With it, an identity can do nearly everything, or give itself more.", isWide: true },
  ],
  [
    /:aws:policy\/.*FullAccess(?:V\d+|_v\d+)?$/,
    { severity: "high", why: "Every action of the service is allowed on everything in the account.", isWide: true },
  ],
  [
    /:aws:policy\//,
    { severity: "low", why: "AWS decides what it allows, and changes that without a plan.", isWide: false },
  ],
];

const OTHER: Weight = {
  severity: "medium",
  why: "The identity may do all that the policy allows, now and when the policy changes.",
  isWide: false,
};

const weightOf = (arn: string): Weight => WEIGHTS.find(([pattern]) => pattern.test(arn))?.[1] ?? OTHER;

/** ARNs at the attribute; "unknown" for one that only the apply knows or that a mark hides. */
function arnsAt(value: Value | undefined): readonly string[] {
  if (isUnknown(value) || isSensitive(value)) return ["unknown"];
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? (value as readonly Value[]).flatMap((one) => arnsAt(one)) : [];
}

interface Attaching {
  readonly change: Change;
  readonly attribute: string;
  readonly owner: Owner;
  readonly arns: readonly string[];
}

const NOT_KNOWN: Owner = { key: undefined, name: undefined, change: undefined };

/** The identities that a resource attaches policies to on one side of the apply, each with the attribute that says so. */
function holdersOf(
  change: Change,
  { attribute, owner, lists }: Attachment,
  side: "before" | "after",
  owners: Owners,
): readonly { attribute: string; owner: Owner }[] {
  if (lists === undefined) {
    const self: Owner = { key: keyOf(change), name: undefined, change };
    return [{ attribute, owner: owner ? owners[side](change, owner) : self }];
  }
  return lists.flatMap((list) => {
    const named = at(change[side], list.attribute);
    if (!Array.isArray(named)) return isUnknown(named) ? [{ attribute: list.attribute, owner: NOT_KNOWN }] : [];
    return named.map((_, index) => ({ attribute: list.attribute, owner: owners[side](change, { ...list, index }) }));
  });
}

function* attachmentsOf(reviewed: Reviewed, side: "before" | "after"): Generator<Attaching> {
  const owners = ownersOf(reviewed);
  for (const change of changesOf(reviewed, ...ATTACHMENTS.keys())) {
    const attachment = ATTACHMENTS.get(change.type);
    if (attachment === undefined) continue;
    const arns = arnsAt(at(change[side], attachment.attribute));
    for (const holder of holdersOf(change, attachment, side, owners)) yield { change, arns, ...holder };
  }
}

function findingOf(change: Change, attribute: string, arn: string, { name }: Owner): FoundAs<Id> {
  const weight = weightOf(arn);
  const isKnown = arn !== "unknown";
  return {
    rule: isKnown ? "managed-policy-attached" : "managed-policy-unknown",
    severity: isKnown ? weight.severity : OTHER.severity,
    ...placeOf(change),
    attribute,
    what: `${name === undefined ? "The identity" : name} gets ${isKnown ? `the managed policy ${arn}` : "a managed policy that is unknown until apply"}.`,
    ...(isKnown && { why: weight.why }),
  };
}

/** Where identities have policies of their own. */
const INLINE: ReadonlyMap<string, Ownership> = new Map([
  ["aws_iam_role_policy", { attribute: "role", type: "aws_iam_role" }],
  ["aws_iam_user_policy", { attribute: "user", type: "aws_iam_user" }],
  ["aws_iam_group_policy", { attribute: "group", type: "aws_iam_group" }],
]);

const textOf = (owner: string, policy: string): string => `${owner}\n${canonical(policy, [])}`;

/** What each identity may do by policies of its own before the apply. */
function inlineTexts(reviewed: Reviewed): ReadonlySet<string> {
  const owners = ownersOf(reviewed);
  const texts = [...changesOf(reviewed, ...INLINE.keys())].flatMap((change) => {
    const ownership = INLINE.get(change.type);
    const { key } = ownership ? owners.before(change, ownership) : NOT_KNOWN;
    const policy = at(change.before, "policy");
    return key !== undefined && typeof policy === "string" ? [textOf(key, policy)] : [];
  });
  return new Set(texts);
}

/** The text of the one policy that an attachment of one policy names, where the same plan has it. */
function attachedText({ worlds }: Reviewed, change: Change): string | undefined {
  const from = worlds.after.same(change);
  const named = from?.values.policy_arn;
  // A list may hold others too, and an expression may choose between several.
  if (from === undefined || typeof named !== "string") return undefined;
  const policy = worlds.after.one(from, named, "aws_iam_policy")?.values.policy;
  return typeof policy === "string" && !policy.includes("${") ? policy : undefined;
}

/** What is unknown is among the values of the world only where the configuration gives it. */
const isConfigured = ({ worlds }: Reviewed, change: Change, attribute: string): boolean =>
  Object.hasOwn(worlds.after.same(change)?.values ?? {}, attribute);

const isQuiet = ({ action }: Change): boolean => action === "noOp" || action === "forget" || action === "read";

/** New identities get narrow policies without a word. */
function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const had = new Map<string, Set<string>>();
  for (const { owner, arns: earlier } of attachmentsOf(reviewed, "before")) {
    if (owner.key === undefined) continue;
    const arns = had.get(owner.key) ?? new Set();
    for (const arn of earlier) if (arn !== "unknown") arns.add(arn);
    had.set(owner.key, arns);
  }
  for (const { change, attribute, owner, arns } of attachmentsOf(reviewed, "after")) {
    if (isQuiet(change)) continue;
    const isNew = isNewOwner(owner);
    // A role lists the policies that it has by attachments too; one that is made anew does not know them.
    const isComputed =
      change.type === "aws_iam_role" && isCreated(change) && !isConfigured(reviewed, change, attribute);
    const text = attachedText(reviewed, change);
    // What it was allowed by a policy of its own, and is now by a managed one.
    const isSame =
      owner.key !== undefined && text !== undefined && reviewed.once(inlineTexts).has(textOf(owner.key, text));
    for (const arn of arns) {
      if (isSame && arn === "unknown") continue;
      if (owner.key !== undefined && had.get(owner.key)?.has(arn)) continue;
      const isWide = arn !== "unknown" && weightOf(arn).isWide;
      if (isNew ? isWide : !(isComputed && arn === "unknown")) yield findingOf(change, attribute, arn, owner);
    }
  }
}

/** The weight of the heaviest managed policy that each identity has after the apply. */
export function weightsOf(reviewed: Reviewed): ReadonlyMap<string, Weight> {
  const weights = new Map<string, Weight>();
  for (const { owner, arns } of attachmentsOf(reviewed, "after")) {
    for (const arn of arns) {
      const [weight, known] = [weightOf(arn), owner.key === undefined ? undefined : weights.get(owner.key)];
      if (
        owner.key === undefined ||
        (known && SEVERITIES.indexOf(known.severity) <= SEVERITIES.indexOf(weight.severity))
      )
        continue;
      weights.set(owner.key, weight);
    }
  }
  return weights;
}

export const managedPolicies = family(RULES, look);
