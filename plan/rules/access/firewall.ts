// A web application firewall that no longer stands before something that stays.
import { goes } from "../protection/judges.ts";
import { type Look, settingRule } from "../protection/settingRule.ts";
import { changesOf, isRemoved, placeOf } from "../world/changes.ts";
import { isGoneOwner, ownersOf } from "./owners.ts";

const ASSOCIATION = "aws_wafv2_web_acl_association";
const GUARDED = ["aws_api_gateway_stage", "aws_lb", "aws_alb", "aws_cognito_user_pool"];

const associationGone: Look = {
  types: [ASSOCIATION],
  *find(reviewed) {
    const owners = ownersOf(reviewed);
    const changes = [...changesOf(reviewed, ASSOCIATION)];
    for (const change of changes.filter(isRemoved)) {
      const arn = change.before?.resource_arn;
      if (GUARDED.some((type) => isGoneOwner(owners.before(change, { attribute: "resource_arn", type })))) continue;
      if (changes.some(({ after }) => arn !== undefined && after?.resource_arn === arn)) continue;
      yield { ...placeOf(change), what: "The web application firewall of something that stays is removed." };
    }
  },
};

export const firewallRemoved = settingRule({
  id: "firewall-removed",
  severity: "high",
  title: "A web application firewall no longer stands before something that stays",
  why: "Requests that it refused get through, and its rate limits are gone.",
  remedy: "Keep the association.",
  settings: [
    {
      types: ["aws_cloudfront_distribution"],
      path: ["web_acl_id"],
      judge: goes,
      what: "The distribution no longer has a web application firewall",
    },
  ],
  looks: [associationGone],
});
