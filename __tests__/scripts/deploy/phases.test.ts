// What is deployed, as small states, against what was synthesised.
import { afterAll, describe, expect, it } from "@jest/globals";
import { phasesOf } from "../../../scripts/deploy/phases.ts";
import type { State } from "../../../scripts/deploy/state.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { type Changes, EXISTING_VPC, environmentInput } from "../../support/stacks/environments.ts";
import { removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";
import { networkState as network, serviceState as service } from "../../support/terraform/deployedStates.ts";

afterAll(removeTemporaryFolders);

const ZONES = "network.availabilityZones";
const zones = (letters: string) => [...letters].map((letter) => `eu-west-1${letter}`);

const ALL = ["data", "network", "service", "operations"].map((layer) => `test-${layer}`);

async function phases(changes: Changes, states: Readonly<Record<string, State>>, chosen: readonly string[] = ALL) {
  const { stacks } = synthesise([defineEnvironment(environmentInput(changes))]);
  return phasesOf({
    chosen,
    readState: async (stack) => states[stack.replace("test-", "")],
    templates: new Map(stacks.map(({ name, text }) => [name, JSON.parse(text)])),
  });
}

const ABC = { a: 0, b: 1, c: 2 };
const AT_ONCE = [{ why: "all at once", stacks: ALL }];

describe("a deployment in one step", () => {
  it.each<[string, Changes, Readonly<Record<string, State>>]>([
    ["of what was never deployed", {}, {}],
    ["of what is deployed", {}, { network: network(ABC), service: service("abc") }],
    ["of a zone more", { [ZONES]: zones("abc") }, { network: network({ a: 0, b: 1 }), service: service("ab") }],
    ["of zones in another order", { [ZONES]: zones("cab") }, { network: network(ABC), service: service("abc") }],
    [
      "out of a zone that nothing uses any more",
      { [ZONES]: zones("bc") },
      { network: network(ABC), service: service("bc") },
    ],
    ["out of a zone before there is a service", { [ZONES]: zones("bc") }, { network: network(ABC) }],
    [
      "of other egress",
      { "network.egress": { type: "nat", gateways: "one" } },
      { network: network(ABC), service: service("abc") },
    ],
    [
      "of a network from the time of list order, written down",
      { [ZONES]: { "eu-west-1a": 1, "eu-west-1c": 0 } },
      { network: network({ a: 1, c: 0 }), service: service("ac") },
    ],
  ])("%s", async (_what, changes, states) => {
    expect(await phases(changes, states)).toEqual(AT_ONCE);
  });
});

describe("a deployment out of a zone", () => {
  const states = { network: network(ABC), service: service("abc") };

  it("keeps the zone until the capacity providers have moved, and then takes it away", async () => {
    const why = "the network keeps eu-west-1a until the capacity providers have moved";
    const synthVariables = { LMI_LEAVING_ZONES: JSON.stringify({ test: { "eu-west-1a": 0 } }) };

    expect(await phases({ [ZONES]: zones("bc") }, states)).toEqual([
      { why, stacks: ALL, synthVariables },
      { why: "eu-west-1a goes", stacks: ["test-network"] },
    ]);
  });

  it("is refused for the network alone, while the service is there", async () => {
    expect(await phases({ [ZONES]: zones("bc") }, states, ["test-network"])).toEqual({
      refused: [
        "test-network: capacity providers of test-service still use eu-west-1a; npm run cdktf -- deploy 'test-*' moves them first",
      ],
    });
  });

  it("says nothing of it when the network is not deployed now", async () => {
    expect(await phases({ [ZONES]: zones("bc") }, states, ["test-service"])).toEqual([
      { why: "all at once", stacks: ["test-service"] },
    ]);
  });
});

describe("what nothing can change while it runs", () => {
  const states = { network: network(ABC), service: service("abc") };
  const ANEW = "then, with the new one, deploy 'test-*': tables stay, the API is away meanwhile (docs/changes.md)";

  it.each<[string, Changes, Readonly<Record<string, State>>, string]>([
    [
      "other addresses",
      { "network.cidr": "10.21.0.0/16" },
      states,
      `test-network: is in a VPC of its own at 10.20.0.0/16, and nothing moves it to a VPC of its own at 10.21.0.0/16 while it runs: with the configuration as it was, npm run cdktf -- destroy test-operations test-service test-network; ${ANEW}`,
    ],
    [
      "an existing VPC",
      { network: EXISTING_VPC },
      states,
      `test-network: is in a VPC of its own at 10.20.0.0/16, and nothing moves it to ${EXISTING_VPC.vpcId} while it runs: with the configuration as it was, npm run cdktf -- destroy test-operations test-service test-network; ${ANEW}`,
    ],
    [
      "a zone's addresses",
      { [ZONES]: zones("ac") },
      { network: network({ a: 0, c: 1 }), service: service("ac") },
      'test-network: eu-west-1c is at 10.20.16.0/20, where instances run: write network.availabilityZones: { "eu-west-1a": 0, "eu-west-1c": 1 }',
    ],
    [
      "a new zone in the place of one that leaves",
      { [ZONES]: { "eu-west-1b": 1, "eu-west-1c": 0 } },
      { network: network({ a: 0, b: 1 }), service: service("ab") },
      'test-network: eu-west-1a is at 10.20.0.0/20, where instances run: write network.availabilityZones: { "eu-west-1b": 1, "eu-west-1c": 2 }',
    ],
    [
      "another architecture",
      {},
      { network: network(ABC), service: service("abc", "x86_64") },
      `test-service: test-video-processor is x86_64, and AWS moves no function on managed instances to arm64: with the configuration as it was, npm run cdktf -- destroy test-operations test-service; ${ANEW}`,
    ],
    [
      "another Region",
      { region: "us-west-2", [ZONES]: ["us-west-2a", "us-west-2b"] },
      { network: network(ABC) },
      "test: is in eu-west-1, and a deployment does not move to us-west-2: give the environment there another name",
    ],
  ])("%s: is refused with the way", async (_what, changes, deployed, line) => {
    expect(await phases(changes, deployed)).toEqual({ refused: [line] });
  });

  it("is not said of ordinary functions, whose code and architecture change together", async () => {
    expect(await phases({}, { service: service("abc") })).toEqual(AT_ONCE);
  });
});
