import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import type { State } from "../../../scripts/deploy/state.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { lmi } from "../../support/lmi/lmiCommand.ts";
import { type Changes, environmentInput } from "../../support/stacks/environments.ts";
import { removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";
import { networkState, serviceState } from "../../support/terraform/deployedStates.ts";

afterAll(removeTemporaryFolders);

const DEPLOYED = { network: networkState({ a: 0, b: 1, c: 2 }), service: serviceState("abc") };

/** A configuration that was synthesised beside states of what is deployed. */
function changed(changes: Changes, states: Readonly<Record<string, State>> = DEPLOYED) {
  const { folder } = synthesise([defineEnvironment(environmentInput(changes))]);
  for (const [layer, state] of Object.entries(states)) {
    writeFileSync(join(dirname(folder), `terraform.test-${layer}.tfstate`), JSON.stringify(state));
  }
  return (...args: string[]) => lmi(["change", "plan", "--env", "test", "--out", folder, ...args]);
}

describe("lmi change plan", () => {
  it("says that a change is applied in one step", async () => {
    const { code, stdout } = await changed({ "logs.level": "DEBUG" })();

    expect(code).toBe(0);
    expect(stdout).toBe(
      "npm run cdktf -- deploy 'test-*' applies it in 1 step:\n  1. all at once: test-data, test-network, test-service, test-operations\n",
    );
  });

  it("says in which steps a zone goes, and why", async () => {
    const run = changed({ "network.availabilityZones": ["eu-west-1b", "eu-west-1c"] });
    const [{ stdout }, { stdout: json }] = await Promise.all([run(), run("--json")]);

    expect(stdout).toContain("2 steps");
    expect(stdout).toContain("1. the network keeps eu-west-1a until the capacity providers have moved: test-data");
    expect(stdout).toContain("2. eu-west-1a goes: test-network");
    expect(JSON.parse(json).steps).toMatchObject([{ step: 1 }, { step: 2, stacks: ["test-network"] }]);
  });

  it("says why a change is refused, and the way", async () => {
    const { code, stdout } = await changed({ "network.cidr": "10.21.0.0/16" })();

    expect(code).toBe(10);
    expect(stdout).toMatch(
      /^test-network: is in a VPC of its own at 10\.20\.0\.0\/16, .* destroy test-operations .*\n$/,
    );
  });

  it("names the stacks there are when the environment has none", async () => {
    const { code, stderr } = await changed({}, {})("--env", "other");

    expect(code).toBe(2);
    expect(stderr).toMatch(/^no stack is called other-\*; there are test-data, .*\n$/);
  });
});
