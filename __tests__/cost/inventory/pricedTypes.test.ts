import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { isFree, isPriced } from "../../../cost/inventory/pricedTypes.ts";
import { ROOT } from "../../support/local/system.ts";
import { fixturePlans } from "../../support/plan/fixtures.ts";

describe("types with a price", () => {
  it("are all that the inventory counts", () => {
    const sources = ["managed.ts", "surroundings.ts"].map((file) =>
      readFileSync(join(ROOT, "cost", "inventory", file), "utf8"),
    );
    const counted = sources.flatMap((text) => [...text.matchAll(/"(aws_\w+)"/g)].map(([, type = ""]) => type));

    // Subnets cost nothing; buckets have no price here, and are listed as what is not counted.
    const without = ["aws_subnet", "aws_s3_bucket"];
    expect([...new Set(counted)].filter((type) => !isPriced(type) && !without.includes(type))).toEqual([]);
  });

  it("or that cost nothing are all of our own stacks but flow logs, which bill by what they deliver", () => {
    const types = new Set(
      fixturePlans("create").flatMap(({ changes }) =>
        changes.filter(({ mode }) => mode === "managed").map(({ type }) => type),
      ),
    );

    expect([...types].filter((type) => !isPriced(type) && !isFree(type)).sort()).toEqual(["aws_flow_log"]);
  });

  it.each(["aws_iam_role_policy", "aws_lambda_permission", "aws_subnet", "aws_route", "aws_vpc", "terraform_data"])(
    "are not those that cost nothing: %s",
    (type) => {
      expect([isPriced(type), isFree(type)]).toEqual([false, true]);
    },
  );

  it.each([
    "aws_instance",
    "aws_db_instance",
    "aws_mq_broker",
    "aws_vpn_connection",
    "aws_vpc_ipam",
    "aws_route53_zone",
    "aws_s3_bucket",
    "aws_cloudwatch_metric_stream",
    "aws_secretsmanager_secret",
    "google_compute_network",
  ])("are not those whose price is not known here: %s", (type) => {
    expect([isPriced(type), isFree(type)]).toEqual([false, false]);
  });
});
