// Settings that say who gets at something at all: the same kind of table as for what is protected.
import { becomes, goes, turnsOff, turnsOn } from "../protection/judges.ts";
import { type Setting, weakened } from "../protection/setting.ts";

const EXPOSURES: readonly Setting[] = [
  {
    rule: "function-url-open",
    types: ["aws_lambda_function_url"],
    path: ["authorization_type"],
    judge: becomes("NONE"),
    severity: "critical",
    severityWhenNew: "high",
    what: "The function's URL asks nobody who they are",
    why: "Everybody who knows the URL invokes the function, and what it may do is done for them; each call is paid for.",
    remedy: 'Set authorization_type = "AWS_IAM", or put an API with an authorizer in front.',
  },
  {
    rule: "subnet-public-addresses",
    types: ["aws_subnet", "aws_default_subnet"],
    path: ["map_public_ip_on_launch"],
    judge: turnsOn,
    severity: "high",
    severityWhenNew: "medium",
    what: "Whatever is launched in the subnet gets a public address",
    why: "From now on only security groups keep everybody out, also of instances that nobody meant to be public.",
    remedy: "Leave it off, and give public addresses to what needs them.",
  },
  {
    rule: "bucket-acl-public",
    types: ["aws_s3_bucket_acl", "aws_s3_bucket"],
    path: ["acl"],
    judge: becomes("public-read", "public-read-write", "authenticated-read"),
    severity: "critical",
    severityWhenNew: "critical",
    what: "The bucket's ACL lets everybody in",
    why: "Everybody reads the list of its objects, or writes to it, unless a block of public access stops it.",
    remedy: "Use no ACL, and hand objects out through signed URLs or CloudFront.",
  },
  {
    rule: "client-certificates-off",
    types: ["aws_apigatewayv2_domain_name", "aws_api_gateway_domain_name"],
    path: ["mutual_tls_authentication", 0, "truststore_uri"],
    judge: goes,
    severity: "high",
    what: "The domain no longer asks for a client's certificate",
    why: "Whoever knows the domain gets as far as the API's own authorizers.",
    remedy: "Keep mutual_tls_authentication.",
  },
  {
    rule: "api-endpoint-enabled",
    types: ["aws_apigatewayv2_api", "aws_api_gateway_rest_api"],
    path: ["disable_execute_api_endpoint"],
    judge: turnsOff,
    severity: "medium",
    what: "The API answers at its default endpoint again",
    why: "What stands in front of its own domain, such as client certificates or a firewall, is gone around.",
    remedy: "Keep disable_execute_api_endpoint = true.",
  },
];

export const exposed = weakened(EXPOSURES);
