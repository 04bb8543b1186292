import { describe, expect, it } from "@jest/globals";
import { missingFor, missingLines, outputsRead, usedLines } from "../../../scripts/deploy/dependencies.ts";
import { protectionLines } from "../../../scripts/deploy/protection.ts";
import { isDeployed, type State, type StateResource } from "../../../scripts/deploy/state.ts";
import type { Stack } from "../../../terraform/manifest.ts";

const reading = (dependency: string, output: string) =>
  `\${data.terraform_remote_state.cross-stack-reference-input-${dependency}.outputs.${output}}`;
const stack = (name: string, ...dependencies: string[]): Stack => ({
  name,
  folder: `out/stacks/${name}`,
  dependencies,
  template: {
    resource: Object.fromEntries(
      dependencies.map((dependency) => [dependency, { id: `x-${reading(dependency, `of-${dependency}`)}-y` }]),
    ),
  },
});
const NETWORK = stack("dev-network");
const DATA = stack("dev-data");
const SERVICE = stack("dev-service", "dev-network", "dev-data");
const OPERATIONS = stack("dev-operations", "dev-service");
const ALL = [NETWORK, DATA, SERVICE, OPERATIONS];

const resource = (attributes: Record<string, unknown>, more: Partial<StateResource> = {}): StateResource => ({
  mode: "managed",
  type: "aws_dynamodb_table",
  name: "videos",
  instances: [{ attributes }],
  ...more,
});
const deployed = (...outputs: string[]): State => ({
  resources: [resource({})],
  outputs: Object.fromEntries(outputs.map((name) => [name, { value: "v" }])),
});
const reader = (states: Record<string, State>) => async (name: string) => states[name];

describe("a stack that needs others", () => {
  it("reads outputs, which its template names", () => {
    expect(outputsRead(SERVICE, "dev-data")).toEqual(["of-dev-data"]);
    expect(outputsRead(SERVICE, "dev")).toEqual([]);
  });

  it("is refused in one line when they are neither chosen nor deployed", async () => {
    expect(await missingLines([SERVICE], reader({}))).toEqual([
      "dev-service needs dev-network and dev-data, which are not deployed: npm run cdktf -- deploy 'dev-*'",
    ]);
    expect(await missingLines([DATA, SERVICE], reader({}))).toEqual([
      "dev-service needs dev-network, which is not deployed: npm run cdktf -- deploy 'dev-*'",
    ]);
  });

  it("goes on when they are chosen, or deployed with what it reads", async () => {
    const there = reader({ "dev-network": deployed("of-dev-network"), "dev-data": deployed("of-dev-data") });

    expect(await missingLines(ALL, reader({}))).toEqual([]);
    expect(await missingLines([SERVICE], there)).toEqual([]);
  });

  it("says when what is deployed is older than what it reads", async () => {
    const older = reader({ "dev-network": deployed("of-dev-network"), "dev-data": deployed("another") });

    expect(await missingFor(SERVICE, older)).toBe("needs outputs that dev-data will have after the next deployment");
  });

  it("counts a state that was emptied as none", async () => {
    const emptied = reader({ "dev-service": { resources: [resource({}, { mode: "data" })], outputs: {} } });

    expect(await missingFor(OPERATIONS, emptied)).toBe("needs dev-service, which is not deployed");
  });
});

describe("a stack that others read", () => {
  it("is not destroyed under them, and they are all named", async () => {
    const there = reader({ "dev-service": deployed(), "dev-operations": deployed() });

    expect(await usedLines([NETWORK, DATA], ALL, there)).toEqual([
      "dev-network is read by dev-service and dev-operations, which are deployed and not chosen: npm run cdktf -- destroy dev-service dev-operations dev-network",
      "dev-data is read by dev-service and dev-operations, which are deployed and not chosen: npm run cdktf -- destroy dev-service dev-operations dev-data",
    ]);
  });

  it("goes when they are chosen too, or not there", async () => {
    expect(await usedLines(ALL, ALL, reader({ "dev-service": deployed() }))).toEqual([]);
    expect(await usedLines([NETWORK], ALL, reader({}))).toEqual([]);
  });
});

describe("protection against deletion", () => {
  it.each([
    ["a table", { deletion_protection_enabled: true }, 1],
    ["a load balancer or database", { deletion_protection: true }, 1],
    ["a table without", { deletion_protection_enabled: false }, 0],
    ["what has none", {}, 0],
    ["what Cognito calls so", { deletion_protection: "INACTIVE" }, 0],
  ])("is seen in the state: %s", (_, attributes, count) => {
    expect(protectionLines("dev-data", { resources: [resource(attributes)] })).toHaveLength(count);
  });

  it("is a bucket's that is not emptied", () => {
    const lines = (force_destroy: boolean) =>
      protectionLines("dev-data", {
        resources: [resource({ force_destroy }, { type: "aws_s3_bucket", name: "media" })],
      });
    expect([lines(false).length, lines(true).length]).toEqual([1, 0]);
  });

  it("names each resource, and what comes before its end", () => {
    const instances = [{ index_key: "a", attributes: { deletion_protection_enabled: true } }];

    expect(protectionLines("prod-data", { resources: [resource({}, { module: "module.m", instances })] })).toEqual([
      'prod-data: module.m.aws_dynamodb_table.videos["a"] is protected against deletion; set data.deletionProtection to false in stacks/config/prod.ts, then npm run cdktf -- deploy prod-data, then destroy (docs/runbook.md#destroy-an-environment)',
    ]);
  });

  it("is nothing to a data source, or where there is no state", () => {
    const read = resource({ deletion_protection_enabled: true }, { mode: "data" });

    expect(protectionLines("dev-data", { resources: [read] })).toEqual([]);
    expect(protectionLines("dev-data", undefined)).toEqual([]);
  });
});

it.each([
  ["no state", undefined, false],
  ["no resources", { resources: [] }, false],
  ["a resource whose instances are gone", { resources: [resource({}, { instances: [] })] }, false],
  ["a resource", { resources: [resource({})] }, true],
])("deployed or not: %s", (_, state, expected) => expect(isDeployed(state)).toBe(expected));
