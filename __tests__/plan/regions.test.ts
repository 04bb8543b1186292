import { describe, expect, it } from "@jest/globals";
import { createBasis } from "../../cost/constants.ts";
import { US_EAST_1 } from "../../cost/prices/usEast1.ts";
import { costDelta } from "../../plan/cost/costDelta.ts";
import { type ChangeSpec, planJson, planOf } from "../support/plan/json.ts";

type Json = Readonly<Record<string, unknown>>;

const GATEWAY = "aws_nat_gateway.n";
const gateway = (address = GATEWAY, more: Json = {}): ChangeSpec => ({
  address,
  after: { connectivity_type: "public", subnet_id: "subnet-1", ...more },
});

const provider = (region: unknown, more: Json = {}) => ({
  name: "aws",
  expressions: region === undefined ? {} : { region },
  ...more,
});
const resource = (address: string, key: string) => ({ address, provider_config_key: key });
const refers = (...references: string[]) => ({ references });

const costOf = (changes: readonly ChangeSpec[], configuration: Json = {}, variables?: Json, before: Json[] = []) =>
  costDelta(
    [
      planOf(
        planJson({
          changes: [
            ...changes,
            ...before.map(
              (values, index): ChangeSpec => ({ address: `aws_vpc.v${index}`, before: values, after: values }),
            ),
          ],
          configuration,
          ...(variables && { variables }),
        }),
      ),
    ],
    { prices: US_EAST_1, basis: createBasis(), from: 0 },
  );

const elsewhere = (region = "eu-central-1") => ({
  unavailable: expect.stringContaining(`the stacks are in ${region}, and the prices of us-east-1`),
});
const known = { region: "us-east-1", isRegionKnown: true, lines: [expect.objectContaining({ address: GATEWAY })] };
const notKnown = {
  region: "us-east-1",
  isRegionKnown: false,
  lines: [expect.objectContaining({ address: GATEWAY })],
  notes: expect.arrayContaining([
    "Region: the plan does not say it, and the prices are those of us-east-1: aws_nat_gateway.n",
  ]),
};

describe("the Region of the default provider", () => {
  const withRegion = (region: unknown, variables?: Json, root: Json = {}) =>
    costOf([gateway()], { provider_config: { aws: provider(region) }, root_module: root }, variables);

  it.each([
    ["a constant", { constant_value: "eu-central-1" }, undefined, {}],
    ["a variable", refers("var.region"), { region: { value: "eu-central-1" } }, {}],
    ["a variable's default", refers("var.region"), undefined, { variables: { region: { default: "eu-central-1" } } }],
    ["a part of a variable", refers("var.env.region", "var.env"), { env: { value: { region: "eu-central-1" } } }, {}],
    ["an element", refers('var.all["dr"]', "var.all"), { all: { value: { dr: "eu-central-1" } } }, {}],
  ])("is read from %s", (_, region, variables, root) => {
    expect(withRegion(region, variables, root)).toMatchObject(elsewhere());
  });

  it("is that of the prices", () => {
    expect(withRegion({ constant_value: "us-east-1" })).toMatchObject(known);
  });

  it.each([
    ["nothing", undefined, undefined],
    ["a local", refers("local.region"), undefined],
    ["a variable without a value", refers("var.region"), undefined],
    ["several variables", refers("var.a", "var.b"), { a: { value: "eu-central-1" }, b: { value: "eu-west-1" } }],
    ["a variable that is no Region", refers("var.prefix"), { prefix: { value: "eu-" } }],
  ])("is said to be unknown with %s", (_, region, variables) => {
    expect(withRegion(region, variables)).toMatchObject(notKnown);
  });
});

describe("the Region of a provider with an alias or in a module", () => {
  const EU = { constant_value: "eu-central-1" };

  it("is that of the provider which the resource names", () => {
    const configuration = {
      provider_config: { aws: provider({ constant_value: "us-east-1" }), "aws.eu": provider(EU, { alias: "eu" }) },
      root_module: { resources: [resource(GATEWAY, "aws.eu")] },
    };
    expect(costOf([gateway()], configuration)).toMatchObject(elsewhere());
  });

  it("is not that of another provider of the same stack", () => {
    const configuration = {
      provider_config: { aws: provider({ constant_value: "us-east-1" }), "aws.eu": provider(EU, { alias: "eu" }) },
      root_module: { resources: [resource(GATEWAY, "aws")] },
    };
    expect(costOf([gateway()], configuration)).toMatchObject(known);
  });

  it("is what a module's caller hands to the variable of its provider", () => {
    const module = { resources: [resource("aws_nat_gateway.n", "module.net:aws")], variables: { region: {} } };
    const configuration = {
      provider_config: { "module.net:aws": provider(refers("var.region"), { module_address: "module.net" }) },
      root_module: { module_calls: { net: { expressions: { region: refers("var.where") }, module } } },
    };
    const cost = costOf([gateway("module.net.aws_nat_gateway.n")], configuration, { where: { value: "eu-central-1" } });
    expect(cost).toMatchObject(elsewhere());
  });

  it("is unknown when a module's provider is none of those configured", () => {
    const module = { resources: [resource("aws_nat_gateway.n", "module.net:aws")] };
    const configuration = {
      provider_config: { aws: provider({ constant_value: "us-east-1" }), "aws.eu": provider(EU, { alias: "eu" }) },
      root_module: { module_calls: { net: { module } } },
    };
    expect(costOf([gateway("module.net.aws_nat_gateway.n")], configuration)).toMatchObject({ isRegionKnown: false });
  });
});

describe("the Region of a resource", () => {
  const LOCAL = { provider_config: { aws: provider(refers("local.region")) } };

  it.each([
    ["its region", { region: "eu-central-1" }],
    ["its ARN", { arn: "arn:aws:ec2:eu-central-1:111122223333:natgateway/nat-1" }],
    ["its Availability Zone", { availability_zone: "eu-central-1a" }],
    ["its local zone", { availability_zone: "eu-central-1-ham-1a" }],
  ])("is read from %s", (_, more) => {
    expect(costOf([gateway(GATEWAY, more)], LOCAL)).toMatchObject(elsewhere());
  });

  it("is that of the others of its provider", () => {
    const arn = "arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-1";
    expect(costOf([gateway()], LOCAL, undefined, [{ arn }])).toMatchObject(elsewhere());
  });

  it("is that which aws_region reads", () => {
    const region: ChangeSpec = {
      address: "data.aws_region.current",
      before: { name: "eu-central-1" },
      after: { name: "eu-central-1" },
    };
    expect(costOf([gateway(), region], LOCAL)).toMatchObject(elsewhere());
  });

  it("is unknown where the others of its provider are in several", () => {
    const others = ["eu-central-1", "eu-west-1"].map((region) => ({ region }));
    expect(costOf([gateway()], LOCAL, undefined, others)).toMatchObject(notKnown);
  });

  it("is no Region for what belongs to none", () => {
    expect(costOf([gateway()], LOCAL, undefined, [{ arn: "arn:aws:iam::111122223333:role/a" }])).toMatchObject(
      notKnown,
    );
  });
});

it("a type without a price in another Region does not stop the price of the others", () => {
  const certificate: ChangeSpec = { address: "aws_acm_certificate.c", after: { region: "eu-central-1" } };
  expect(costOf([gateway(GATEWAY, { region: "us-east-1" }), certificate])).toMatchObject({
    ...known,
    notes: expect.not.arrayContaining([expect.stringContaining("eu-central-1")]),
  });
});

it("what is priced and elsewhere is left out, and named", () => {
  const cost = costOf([
    gateway(GATEWAY, { region: "us-east-1" }),
    gateway("aws_nat_gateway.eu", { region: "eu-central-1" }),
  ]);
  expect(cost).toMatchObject({
    ...known,
    notes: expect.arrayContaining([
      "eu-central-1: not counted, as the prices are those of us-east-1: aws_nat_gateway.eu",
    ]),
  });
});
