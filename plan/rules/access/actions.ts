// What is known of some actions of AWS.
import { ACTIONS, covers, type Scope } from "./policy/scope.ts";

/**
 * Actions that take no resource, or only `*`, so that `*` says nothing about them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const WITHOUT_RESOURCE = [
  "*:describe*",
  "*:list*",
  "ce:describe*",
  "ce:get*",
  "ce:list*",
  "cloudwatch:getmetric*",
  "cloudwatch:putmetricdata",
  "ec2:*networkinterface*",
  "ecr:getauthorizationtoken",
  "lambda:createcapacityprovider",
  "lambda:getaccountsettings",
  // An account's log groups are named by whoever makes them: an empty one reads and changes nothing.
  "logs:createloggroup",
  "logs:*logdelivery",
  "logs:*resourcepolicy",
  "pricing:*",
  "sts:getcalleridentity",
  "tag:get*",
  "xray:getsampling*",
  "xray:puttelemetryrecords",
  "xray:puttracesegments",
];

/** Actions with which an identity can give itself more, or run code as another. */
const ESCALATES = [
  "iam:addusertogroup",
  "iam:attach*policy",
  "iam:createaccesskey",
  "iam:createloginprofile",
  "iam:createpolicyversion",
  "iam:delete*permissionsboundary",
  "iam:passrole",
  "iam:put*policy",
  "iam:setdefaultpolicyversion",
  "iam:updateassumerolepolicy",
  "iam:updateloginprofile",
  "lambda:updatefunctioncode",
  "sts:assumerole",
];

const isAmong = (actions: readonly string[], action: Scope): boolean =>
  actions.some((one) => covers(ACTIONS, one, action));

export const needsNoResource = (action: Scope): boolean => isAmong(WITHOUT_RESOURCE, action);

export const escalates = (action: Scope): boolean => isAmong(ESCALATES, action);

/** Every action there is, but for some. */
export const isEveryAction = (action: Scope): boolean => typeof action !== "string" || action === "*";

/** Every action of a service: `s3:*`. */
export const isWholeService = (action: Scope): boolean => typeof action === "string" && /^[\w-]+:\*+$/.test(action);
