import { describe, expect, it } from "@jest/globals";
import { exposed } from "../../../../plan/rules/access/exposure.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, create, findingsOf, type Json, update } from "../capacity/samples.ts";

const found = (change: ChangeSpec) => brief(findingsOf(exposed, [change]));

describe("a resource", () => {
  it.each<[string, string, Json, Json, string | undefined, string | undefined]>([
    [
      "aws_lambda_function_url",
      "function-url-open",
      { authorization_type: "AWS_IAM" },
      { authorization_type: "NONE" },
      "critical",
      "high",
    ],
    [
      "aws_subnet",
      "subnet-public-addresses",
      { map_public_ip_on_launch: false },
      { map_public_ip_on_launch: true },
      "high",
      "medium",
    ],
    ["aws_s3_bucket_acl", "bucket-acl-public", { acl: "private" }, { acl: "public-read" }, "critical", "critical"],
    [
      "aws_apigatewayv2_domain_name",
      "client-certificates-off",
      { mutual_tls_authentication: [{ truststore_uri: "s3://trusted/certificates.pem" }] },
      { mutual_tls_authentication: [] },
      "high",
      undefined,
    ],
    [
      "aws_apigatewayv2_api",
      "api-endpoint-enabled",
      { disable_execute_api_endpoint: true },
      { disable_execute_api_endpoint: false },
      "medium",
      undefined,
    ],
  ])("%s is exposed: %s", (type, rule, closed, open, severity, whenNew) => {
    const address = `${type}.it`;
    expect(found(update(address, closed, open))).toEqual([`${severity} ${rule} ${address}`]);
    expect(found(update(address, open, closed))).toEqual([]);
    expect(found(update(address, open, { ...open, tags: {} }))).toEqual([]);
    expect(found(create(address, open))).toEqual(whenNew === undefined ? [] : [`${whenNew} ${rule} ${address}`]);
    expect(found(create(address, closed))).toEqual([]);
  });
});
