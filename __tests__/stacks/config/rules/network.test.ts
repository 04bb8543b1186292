import { type Boundary, describeBoundaries } from "../../../support/stacks/boundaries.ts";
import { EXISTING_VPC } from "../../../support/stacks/environments.ts";

const zones = (letters: string, region = "eu-west-1") => [...letters].map((letter) => `${region}${letter}`);
/** A subnet's id by a digit. */
const subnet = (digit: number | string) => `subnet-${String(digit).padStart(8, "0")}`;
const subnets = (letters: string) => Object.fromEntries(zones(letters).map((zone, index) => [zone, subnet(index)]));
const fifteen = Array.from({ length: 15 }, (_, index) => index + 10);
const KNOWN = "must be a zone of eu-west-1 (eu-west-1a, eu-west-1b, eu-west-1c, or ids as euw1-az1)";

const BOUNDARIES: Boundary[] = [
  {
    rule: "a new network has two zones, or as many as the Region has",
    allowed: [
      { "network.availabilityZones": zones("ab") },
      { "network.availabilityZones": zones("abc") },
      { region: "us-east-1", "network.availabilityZones": zones("abcdef", "us-east-1") },
    ],
    refused: [
      [
        { "network.availabilityZones": zones("a") },
        "network.availabilityZones: must name 2 to 3 Availability Zones, got 1",
      ],
      [{ "network.availabilityZones": [] }, "network.availabilityZones: must name 2 to 3 Availability Zones, got 0"],
      [
        { "network.availabilityZones": zones("abcd") },
        "network.availabilityZones: must name 2 to 3 Availability Zones, got 4",
        `network.availabilityZones: ${KNOWN}, got eu-west-1d`,
      ],
    ],
  },
  {
    rule: "an existing network gives one to sixteen subnets in each of its zones, sixteen in all",
    allowed: [
      { network: { ...EXISTING_VPC, subnetIds: subnets("ab") } },
      { network: { ...EXISTING_VPC, subnetIds: { ...subnets("a"), "eu-west-1b": [subnet("b1"), subnet("b2")] } } },
      { network: { ...EXISTING_VPC, subnetIds: { ...subnets("a"), "eu-west-1b": fifteen.map(subnet) } } },
    ],
    refused: [
      [
        { network: { ...EXISTING_VPC, subnetIds: subnets("a") } },
        "network.subnetIds: must name 2 to 3 Availability Zones, got 1",
      ],
      [
        {
          network: {
            ...EXISTING_VPC,
            subnetIds: { "eu-west-1a": fifteen.map(subnet), "eu-west-1b": [subnet("b1"), subnet("b2")] },
          },
        },
        "network.subnetIds: must name at most 16 subnets, got 17",
      ],
    ],
  },
  {
    rule: "zones are named by letter or by id, all of them alike",
    allowed: [
      { "network.availabilityZones": ["euw1-az1", "euw1-az3"] },
      { "network.availabilityZones": { "euw1-az3": 0, "euw1-az2": 1 } },
      { region: "us-east-1", "network.availabilityZones": ["use1-az6", "use1-az4"] },
      { region: "ap-southeast-2", "network.availabilityZones": ["apse2-az1", "apse2-az2"] },
      { region: "mx-central-1", "network.availabilityZones": ["mxc1-az1", "mxc1-az2"] },
      { network: { ...EXISTING_VPC, subnetIds: { "euw1-az1": subnet(1), "euw1-az2": subnet(2) } } },
    ],
    refused: [
      [
        { "network.availabilityZones": ["euw1-az1", "eu-west-1b"] },
        "network.availabilityZones: must name all zones by letter or all by id, because one place may have both, got euw1-az1, eu-west-1b",
      ],
      [
        { "network.availabilityZones": ["euw1-az1", "use1-az2", "euw1-az7"] },
        `network.availabilityZones: ${KNOWN}, got use1-az2`,
        `network.availabilityZones: ${KNOWN}, got euw1-az7`,
        "network.availabilityZones: must name all zones by letter or all by id, because one place may have both, got euw1-az1, use1-az2, euw1-az7",
      ],
    ],
  },
  {
    rule: "each zone of a new network has a block of its own",
    allowed: [{ "network.availabilityZones": { "eu-west-1c": 0, "eu-west-1a": 7 } }],
    refused: [
      [
        { "network.availabilityZones": { "eu-west-1a": 3, "eu-west-1b": 3 } },
        "network.availabilityZones: must not give two zones one block, got 3 for eu-west-1a and eu-west-1b",
      ],
    ],
  },
  {
    rule: "zones are different ones",
    allowed: [{ "network.availabilityZones": zones("ab") }],
    refused: [
      [
        { "network.availabilityZones": zones("aba") },
        "network.availabilityZones: must not name a zone twice, got eu-west-1a, eu-west-1b, eu-west-1a",
      ],
    ],
  },
  {
    rule: "zones are in the Region",
    allowed: [{ region: "eu-west-2", "network.availabilityZones": zones("abc", "eu-west-2") }],
    refused: [
      [
        { region: "eu-west-2", "network.availabilityZones": [...zones("ab", "eu-west-2"), "eu-west-1a"] },
        "network.availabilityZones: must be a zone of eu-west-2 (eu-west-2a, eu-west-2b, eu-west-2c, or ids as euw2-az1), got eu-west-1a",
      ],
      [
        { "network.availabilityZones": ["eu-west-1a", "eu-west-1"] },
        `network.availabilityZones: ${KNOWN}, got eu-west-1`,
      ],
      [
        { "network.availabilityZones": ["eu-west-1a", "eu-west-1-dub-1a"] },
        `network.availabilityZones: ${KNOWN}, got eu-west-1-dub-1a`,
      ],
      [
        { network: { ...EXISTING_VPC, subnetIds: { "eu-west-1a": subnet(1), "us-east-1a": subnet(2) } } },
        `network.subnetIds: ${KNOWN}, got us-east-1a`,
      ],
    ],
  },
  {
    rule: "a new network's addresses are private ones",
    allowed: ["10.0.0.0/16", "10.255.0.0/16", "172.16.0.0/16", "172.31.0.0/16", "192.168.0.0/16"].map((cidr) => ({
      "network.cidr": cidr,
    })),
    refused: [
      "9.255.0.0/16",
      "11.0.0.0/16",
      "10.256.0.0/16",
      "172.15.0.0/16",
      "172.32.0.0/16",
      "192.167.0.0/16",
      "192.169.0.0/16",
    ].map(
      (cidr) => [{ "network.cidr": cidr }, `network.cidr: must be a private range (RFC 1918), got ${cidr}`] as const,
    ),
  },
  {
    rule: "an existing network's subnets are different ones",
    allowed: [{ network: { ...EXISTING_VPC, subnetIds: { "eu-west-1a": subnet(1), "eu-west-1b": subnet(2) } } }],
    refused: [
      [
        { network: { ...EXISTING_VPC, subnetIds: { "eu-west-1a": subnet(1), "eu-west-1b": [subnet(2), subnet(1)] } } },
        "network.subnetIds: must not name a subnet twice, got subnet-00000001, subnet-00000002, subnet-00000001",
      ],
    ],
  },
];

describeBoundaries(BOUNDARIES);
