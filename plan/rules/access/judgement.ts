// How bad it is that a policy allows something, by what kind of policy it stands in.
import type { Severity } from "../finding.ts";
import { escalates, isEveryAction, isWholeService, needsNoResource } from "./actions.ts";
import { LOG_DELIVERY } from "./logDelivery.ts";
import { type Condition, isBound } from "./policy/condition.ts";
import { accountOf } from "./policy/scope.ts";
import type { Grant } from "./policy/widened.ts";

export interface Judgement {
  readonly severity: Severity;
  /** Why, as a sentence. */
  readonly why: string;
  /** Whether it is worth a word in a policy that is new, too. */
  readonly isWide: boolean;
}

export type PolicyKind = "identity" | "trust" | "resource" | "endpoint" | "permission";

const wide = (severity: Severity, why: string): Judgement => ({ severity, why, isWide: true });
const narrow = (severity: Severity, why: string): Judgement => ({ severity, why, isWide: false });

function judgeIdentity({ action, resource }: Grant): Judgement {
  const everywhere = typeof resource !== "string" || resource === "*";
  if (isEveryAction(action)) {
    return everywhere
      ? wide("critical", "That is everything in the account: those who have this identity own it.")
      : wide("high", "Every action is allowed there, also those that AWS adds later and those that delete.");
  }
  if (isWholeService(action)) {
    return everywhere
      ? wide("high", "Every action of the service is allowed everywhere in the account.")
      : wide(
          "medium",
          "Every action of the service is allowed there, also those that delete or give access to others.",
        );
  }
  if (everywhere && escalates(action)) {
    return wide("high", "With this action on every resource, an identity can give itself more than it has.");
  }
  if (everywhere && !needsNoResource(action)) {
    return narrow("high", "It is allowed on every resource of the account, also those of other systems.");
  }
  return narrow("medium", "What runs with this identity, or takes it over, can do more than before.");
}

/** Keys that say who may be behind a request, or where it comes from. */
const CALLER = new Set([
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceip",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourceowner",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "aws:vpcsourceip",
  "iot:principal",
  "kms:calleraccount",
  "s3:dataaccesspointaccount",
  "sts:externalid",
]);

const isCallerKey = (key: string): boolean => CALLER.has(key);

const isSourceKey = (key: string): boolean => key.startsWith("aws:source");

const anybody = (conditions: readonly Condition[]): Judgement =>
  isBound(conditions, isCallerKey)
    ? narrow("medium", "The principal is everybody: only the condition keeps others out.")
    : wide("critical", "Nothing keeps anybody out, in any AWS account or none.");

/** Identity providers that sign for all their customers alike: only the subject tells whose token it is. */
const SHARED_PROVIDER =
  /token\.actions\.githubusercontent\.com|gitlab\.com|app\.terraform\.io|bitbucket\.org|vercel\.com/;

const isSubject = (key: string): boolean => key.endsWith(":sub");

/** `repo:org/*`: https://docs.github.com/en/actions/reference/security/oidc */
const WHOLE_ORGANIZATION = /^(?:repo|project_path|organization):[^/:]*(?:\/?[*?][^:]*)(?::.*)?$/;

const namesRepository = ({ values }: Condition): boolean => values.every((value) => !WHOLE_ORGANIZATION.test(value));

function judgeFederated(provider: string, conditions: readonly Condition[]): Judgement {
  const hasSubject = isBound(conditions, isSubject);
  const hasAudience = isBound(conditions, (key) => key.endsWith(":aud"));
  if (SHARED_PROVIDER.test(provider) && !hasSubject) {
    return wide(
      "critical",
      "Everybody who uses this provider gets such tokens: without a condition on sub, all of them get in.",
    );
  }
  if (!hasSubject && !hasAudience) {
    return wide("high", "Without a condition on sub or aud, everybody whom the provider knows gets in.");
  }
  if (SHARED_PROVIDER.test(provider) && !isBound(conditions.filter(namesRepository), isSubject)) {
    return wide("high", "Every repository of the organization, on every branch and pull request, gets such tokens.");
  }
  return narrow("medium", "More of those whom the provider knows get in.");
}

/**
 * Services that act on behalf of others and say for whom, so that a role is usually bound to its account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
const SAYS_FOR_WHOM =
  /^(?:apigateway|backup|bedrock|cloudtrail|config|delivery\.logs|events|firehose|logs|pipes|rds|s3|scheduler|sns|states|vpc-flow-logs)\./;

function judgeService(service: string, conditions: readonly Condition[], kind: PolicyKind): Judgement {
  if (isBound(conditions, isSourceKey)) return narrow("medium", "The service may do more than before.");
  if (kind === "permission") {
    return wide(
      "medium",
      "Without source_arn or source_account, a resource of any account can make the service invoke the function.",
    );
  }
  return SAYS_FOR_WHOM.test(service)
    ? wide(
        "low",
        "Without a condition on aws:SourceAccount or aws:SourceArn, the service may use it for another account.",
      )
    : narrow("medium", "The service may do more than before.");
}

function judgePrincipal({ principal, conditions }: Grant, kind: PolicyKind, own: ReadonlySet<string>): Judgement {
  if (typeof principal !== "string") return anybody(conditions);
  if (principal === "*") return anybody(conditions);
  const [, type, name = ""] = /^(\w+):(.*)$/.exec(principal) ?? [];
  if (type === "Federated") return judgeFederated(name, conditions);
  if (type === "Service") return judgeService(name, conditions, kind);
  const account = accountOf(principal);
  if (account === undefined) {
    return narrow("medium", "A principal that could not do this before can do it from now on.");
  }
  if (LOG_DELIVERY.has(account)) return narrow("medium", "AWS's load balancers deliver their logs from that account.");
  if (own.has(account)) return narrow("medium", "More identities of this account can do it than before.");
  return own.size > 0
    ? wide("high", `Account ${account} is not the one that this plan is for: who gets in is decided there.`)
    : wide("medium", `If account ${account} is not the one that this plan is for, who gets in is decided there.`);
}

/** @param own the accounts that the plan is for */
export function judge(grant: Grant, kind: PolicyKind, own: ReadonlySet<string>): Judgement {
  if (kind === "identity") return judgeIdentity(grant);
  // An endpoint's policy only bounds what those behind it may do with what they have.
  if (kind === "endpoint")
    return narrow("medium", "What the endpoint kept from being reached through it is let through.");
  return judgePrincipal(grant, kind, own);
}
