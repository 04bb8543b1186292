// A web application firewall that no longer stands before something that stays, or lets through what it refused.
import { type Attributes, at, isAttributes, type Value } from "../../value.ts";
import { goes } from "../protection/judges.ts";
import { type Look, settingRule } from "../protection/settingRule.ts";
import { changesOf, isRemoved, placeOf } from "../world/changes.ts";
import { isGoneOwner, ownersOf } from "./owners.ts";

const ASSOCIATIONS = ["aws_wafv2_web_acl_association", "aws_wafregional_web_acl_association"];
const GUARDED = ["aws_api_gateway_stage", "aws_lb", "aws_alb", "aws_cognito_user_pool"];

const associationGone: Look = {
  types: ASSOCIATIONS,
  *find(reviewed) {
    const owners = ownersOf(reviewed);
    const changes = [...changesOf(reviewed, ...ASSOCIATIONS)];
    for (const change of changes.filter(isRemoved)) {
      const arn = change.before?.resource_arn;
      if (GUARDED.some((type) => isGoneOwner(owners.before(change, { attribute: "resource_arn", type })))) continue;
      if (changes.some(({ after }) => arn !== undefined && after?.resource_arn === arn)) continue;
      yield { ...placeOf(change), what: "The web application firewall of something that stays is removed." };
    }
  },
};

const ACL = "aws_wafv2_web_acl";

/** `block` of `action { block {} }`; of a group of rules, `none` lets it decide and `count` does not. */
const modeOf = (rule: Attributes): string | undefined => {
  for (const name of ["action", "override_action"]) {
    const block: Value | undefined = at(rule, name, 0);
    if (!isAttributes(block)) continue;
    const found = Object.entries(block).find(([, value]) => Array.isArray(value) && value.length > 0);
    if (found) return found[0];
  }
  return undefined;
};

/** What refuses requests, or asks who sends them. */
const REFUSING = ["block", "captcha", "challenge", "none"];

const rulesOf = (attributes: Attributes): ReadonlyMap<unknown, Attributes> => {
  const blocks: Value | undefined = at(attributes, "rule");
  const rules = Array.isArray(blocks) ? (blocks as readonly Value[]).filter(isAttributes) : [];
  return new Map(rules.map((rule) => [rule.name, rule]));
};

function* weakenedIn(
  before: Attributes,
  after: Attributes,
): Generator<{ readonly attribute: string; readonly what: string }> {
  const [was, is] = [before, after].map((side) => modeOf({ action: at(side, "default_action") ?? null }));
  if (was === "block" && is === "allow") {
    yield {
      attribute: "default_action",
      what: "The web application firewall lets through what no rule is about, and blocked it.",
    };
  }
  if (!Array.isArray(after.rule)) return;
  const next = rulesOf(after);
  for (const [name, rule] of rulesOf(before)) {
    const mode = modeOf(rule) ?? "";
    if (!REFUSING.includes(mode)) continue;
    const later = next.get(name);
    const now = later && modeOf(later);
    if (later === undefined)
      yield { attribute: "rule", what: `The web application firewall loses its rule ${String(name)}.` };
    else if (now !== undefined && !REFUSING.includes(now)) {
      yield {
        attribute: "rule",
        what: `The rule ${String(name)} of the web application firewall no longer refuses anything (${mode} to ${now}).`,
      };
    }
  }
}

const aclWeakened: Look = {
  types: [ACL],
  *find(reviewed) {
    for (const change of changesOf(reviewed, ACL)) {
      const { before, after, action } = change;
      if (!before || !after || action === "noOp" || action === "forget") continue;
      for (const found of weakenedIn(before, after)) yield { ...placeOf(change), ...found };
    }
  },
};

export const firewallRemoved = settingRule({
  id: "firewall-removed",
  severity: "high",
  title: "A web application firewall goes, or refuses less than before",
  why: "Requests that it refused get through, and its rate limits are gone.",
  remedy: "Keep the association, and the rules.",
  settings: [
    {
      types: ["aws_cloudfront_distribution"],
      path: ["web_acl_id"],
      judge: goes,
      what: "The distribution no longer has a web application firewall",
    },
  ],
  looks: [associationGone, aclWeakened],
});
