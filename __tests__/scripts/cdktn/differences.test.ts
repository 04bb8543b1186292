import { describe, expect, it } from "@jest/globals";
import { countOf, differences, type Synthesis } from "../../../scripts/cdktn/differences.ts";

const vpc = { cidr_block: "10.20.0.0/16", "//": { metadata: { path: "dev-network/vpc" } } };
const before: Synthesis = {
  manifest: { version: "0.21.0", stacks: { "dev-network": { dependencies: [] } } },
  stacks: {
    "dev-network": {
      "//": { metadata: { version: "0.21.0" } },
      resource: { aws_vpc: { vpc }, aws_eip: { nat: { domain: "vpc" } } },
      data: { aws_region: { here: {} } },
      provider: { aws: [{ region: "us-east-1" }] },
      output: { id: { value: "$" + "{aws_vpc.vpc.id}" } },
      terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "6.66.0" } } },
    },
  },
  assets: { "stacks/dev-service/assets/api/api.zip": "aa" },
};
const network = before.stacks["dev-network"] ?? {};
const withNetwork = (change: object): Synthesis => ({
  ...before,
  stacks: { "dev-network": { ...network, ...change } },
});

describe("two syntheses", () => {
  it("are the same when only the library's version and comments differ", () => {
    const after: Synthesis = {
      ...withNetwork({
        "//": { metadata: { version: "0.24.0" }, outputs: {} },
        resource: { aws_eip: { nat: { domain: "vpc" } }, aws_vpc: { vpc: { cidr_block: "10.20.0.0/16" } } },
      }),
      manifest: { ...before.manifest, version: "0.24.0" },
    };

    expect(differences(before, after)).toEqual([]);
  });

  it.each<[string, Synthesis, string]>([
    [
      "an argument",
      withNetwork({
        resource: { aws_vpc: { vpc: { cidr_block: "10.21.0.0/16" } }, aws_eip: { nat: { domain: "vpc" } } },
      }),
      "dev-network: aws_vpc.vpc differs",
    ],
    ["a resource that went", withNetwork({ resource: { aws_vpc: { vpc } } }), "dev-network: aws_eip.nat is missing"],
    [
      "a data source that came",
      withNetwork({ data: { aws_region: { here: {}, there: {} } } }),
      "dev-network: data.aws_region.there is new",
    ],
    ["a provider", withNetwork({ provider: { aws: [{ region: "eu-west-1" }] } }), "dev-network: provider.aws differs"],
    ["an output", withNetwork({ output: { id: { value: "vpc-1" } } }), "dev-network: output.id differs"],
    [
      "the provider's version",
      withNetwork({ terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "6.25.0" } } } }),
      "dev-network: terraform.required_providers differs",
    ],
    [
      "an archive",
      { ...before, assets: { "stacks/dev-service/assets/api/api.zip": "bb" } },
      "assets: stacks/dev-service/assets/api/api.zip differs",
    ],
    ["the manifest", { ...before, manifest: { ...before.manifest, stacks: {} } }, "manifest: stacks differs"],
  ])("differ in %s", (_, after, line) => {
    expect(differences(before, after)).toEqual([line]);
  });

  it("are counted by what has an address", () => {
    expect(countOf(before)).toBe(6);
  });
});
