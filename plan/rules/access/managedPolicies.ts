// Managed policies that an identity gets, where AWS or another account decides what is in them.

import type { Change } from "../../plan.ts";
import { at, isSensitive, isUnknown, type Value } from "../../value.ts";
import type { Severity } from "../finding.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family, rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { isNewOwner, keyOf, type Owner, type Ownership, ownersOf } from "./owners.ts";

interface Attachment {
  /** The attribute with the ARN, or the list of them. */
  readonly attribute: string;
  /** Undefined where the resource is the identity itself. */
  readonly owner?: Ownership;
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
  ["aws_iam_policy_attachment", attached("name", "aws_iam_policy")],
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

function* attachmentsOf(reviewed: Reviewed) {
  const owners = ownersOf(reviewed);
  for (const change of changesOf(reviewed, ...ATTACHMENTS.keys())) {
    const attachment = ATTACHMENTS.get(change.type);
    if (attachment === undefined) continue;
    const { attribute, owner } = attachment;
    const self: Owner = { key: keyOf(change), name: undefined, change };
    yield {
      change,
      attribute,
      before: { owner: owner ? owners.before(change, owner) : self, arns: arnsAt(at(change.before, attribute)) },
      after: { owner: owner ? owners.after(change, owner) : self, arns: arnsAt(at(change.after, attribute)) },
    };
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

const isQuiet = ({ action }: Change): boolean => action === "noOp" || action === "forget" || action === "read";

/** New identities get narrow policies without a word. */
function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const all = [...attachmentsOf(reviewed)];
  const had = new Map<string, Set<string>>();
  for (const { before } of all) {
    if (before.owner.key === undefined) continue;
    const arns = had.get(before.owner.key) ?? new Set();
    for (const arn of before.arns) if (arn !== "unknown") arns.add(arn);
    had.set(before.owner.key, arns);
  }
  for (const { change, attribute, after } of all) {
    if (isQuiet(change)) continue;
    const isNew = isNewOwner(after.owner);
    // A role lists the policies that it has by attachments too, and a new one does not know them.
    const isComputed = change.type === "aws_iam_role" && change.action === "create";
    for (const arn of after.arns) {
      if (after.owner.key !== undefined && had.get(after.owner.key)?.has(arn)) continue;
      const isWide = arn !== "unknown" && weightOf(arn).isWide;
      if (isNew ? isWide : !(isComputed && arn === "unknown")) yield findingOf(change, attribute, arn, after.owner);
    }
  }
}

export const managedPolicies = family(RULES, look);

/** The ceiling of what an identity may do, whatever its policies say. */
export const permissionsBoundary = rule({
  id: "permissions-boundary-removed",
  severity: ["high", "medium"],
  title: "A permissions boundary is removed or changed",
  why: "Whatever its policies say, an identity may do no more than its boundary allows: without it, they all come into force.",
  remedy: "Keep the boundary, or say in the pull request why this identity needs none.",
  types: ["aws_iam_role", "aws_iam_user"],
  *check(reviewed) {
    for (const change of changesOf(reviewed, "aws_iam_role", "aws_iam_user")) {
      if (change.before === undefined || change.after === undefined || isQuiet(change)) continue;
      const [before, after] = [at(change.before, "permissions_boundary"), at(change.after, "permissions_boundary")];
      if (typeof before !== "string" || before === "" || before === after) continue;
      const isGone = after === undefined || after === null || after === "";
      yield {
        severity: isGone ? "high" : "medium",
        ...placeOf(change),
        attribute: "permissions_boundary",
        what: isGone
          ? `The permissions boundary ${before} is removed.`
          : `The permissions boundary changes from ${before} to ${typeof after === "string" ? after : "one that is unknown until apply"}.`,
      };
    }
  },
});
