// Settings that say who gets at a function, a bucket, a subnet or an API at all.
import { becomes, goes, turnsOff, turnsOn } from "../protection/judges.ts";
import { settingRule } from "../protection/settingRule.ts";
import type { Rule } from "../rule.ts";

export const exposed: readonly Rule[] = [
  settingRule({
    id: "function-url-open",
    severity: "critical",
    title: "A function's URL asks for no identity",
    why: "Everybody who knows the URL invokes the function, and what it may do is done for them; each call is paid for.",
    remedy: 'Set authorization_type = "AWS_IAM", or put an API with an authorizer in front.',
    settings: [
      {
        types: ["aws_lambda_function_url"],
        path: ["authorization_type"],
        judge: becomes("NONE"),
        severityWhenNew: "high",
        what: "The function's URL asks for no identity",
      },
    ],
  }),
  settingRule({
    id: "subnet-public-addresses",
    severity: "high",
    title: "What is launched in a subnet gets a public address",
    why: "From now on only security groups keep everybody out, also of instances that were not meant to be public.",
    remedy: "Leave it off, and give public addresses to what needs them.",
    settings: [
      {
        types: ["aws_subnet", "aws_default_subnet"],
        path: ["map_public_ip_on_launch"],
        judge: turnsOn,
        severityWhenNew: "medium",
        what: "Whatever is launched in the subnet gets a public address",
      },
    ],
  }),
  settingRule({
    id: "bucket-acl-public",
    severity: "critical",
    title: "A bucket's ACL lets everybody in",
    why: "Everybody reads the list of its objects, or writes to it, unless a block of public access stops it.",
    remedy: "Use no ACL, and hand objects out through signed URLs or CloudFront.",
    settings: [
      {
        types: ["aws_s3_bucket_acl", "aws_s3_bucket"],
        path: ["acl"],
        judge: becomes("public-read", "public-read-write", "authenticated-read"),
        severityWhenNew: "critical",
        what: "The bucket's ACL lets everybody in",
      },
    ],
  }),
  settingRule({
    id: "client-certificates-off",
    severity: "high",
    title: "A domain of an API no longer asks for a client's certificate",
    why: "Callers who know the domain get as far as the API's own authorizers.",
    remedy: "Keep mutual_tls_authentication.",
    settings: [
      {
        types: ["aws_apigatewayv2_domain_name", "aws_api_gateway_domain_name"],
        path: ["mutual_tls_authentication", 0, "truststore_uri"],
        judge: goes,
        what: "The domain no longer asks for a client's certificate",
      },
    ],
  }),
  settingRule({
    id: "api-endpoint-enabled",
    severity: "medium",
    title: "An API answers at its default endpoint again",
    why: "What stands in front of its own domain, such as client certificates or a firewall, is gone around.",
    remedy: "Keep disable_execute_api_endpoint = true.",
    settings: [
      {
        types: ["aws_apigatewayv2_api", "aws_api_gateway_rest_api"],
        path: ["disable_execute_api_endpoint"],
        judge: turnsOff,
        what: "The API answers at its default endpoint again",
      },
    ],
  }),
];
