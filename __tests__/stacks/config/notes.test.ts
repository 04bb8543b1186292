import { describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { quotaNotes } from "../../../stacks/config/notes.ts";
import { type Changes, EXISTING_VPC, environmentInput } from "../../support/stacks/environments.ts";

const environment = (name: string, changes: Changes = {}) => defineEnvironment(environmentInput({ name, ...changes }));
const PER_ZONE = { "network.egress": { type: "nat", gateways: "perAvailabilityZone" } };
const ONE = { "network.egress": { type: "nat", gateways: "one" } };

describe("what is said of quotas", () => {
  it.each([
    ["no gateway", [{}, {}]],
    ["an existing network", [{ network: EXISTING_VPC }]],
    ["five addresses", [PER_ZONE, ONE, ONE]],
    [
      "other Regions",
      [
        PER_ZONE,
        { ...PER_ZONE, region: "eu-west-2", "network.availabilityZones": ["eu-west-2a", "eu-west-2b", "eu-west-2c"] },
      ],
    ],
    [
      "other accounts",
      [
        { ...PER_ZONE, allowedAccountIds: ["123456789012"] },
        { ...PER_ZONE, allowedAccountIds: ["210987654321"] },
      ],
    ],
  ])("is nothing with %s", (_what, changes) => {
    expect(quotaNotes(changes.map((change, index) => environment(`env${index}`, change)))).toEqual([]);
  });

  it("is how many addresses the gateways of all environments in a Region need", () => {
    const notes = quotaNotes([environment("dev", PER_ZONE), environment("test"), environment("prod", PER_ZONE)]);

    expect(notes).toEqual([
      "note: NAT gateways of dev, prod need 6 Elastic IP addresses in eu-west-1, an account has 5 unless its quota was raised; https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
    ]);
  });
});
