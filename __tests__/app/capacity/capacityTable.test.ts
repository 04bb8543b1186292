import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { declarationKey } from "../../../app/capacity/capacityKeys.ts";
import { type CapacityTable, createCapacityTable } from "../../../app/capacity/capacityTable.ts";
import type { Declaration } from "../../../app/capacity/declaration.ts";
import { ROUND_SECONDS } from "../../../app/capacity/observationItems.ts";
import { memoryCapacityTable } from "../../support/app/capacityTable.ts";
import { ManualClock } from "../../support/app/clock.ts";
import { useDynamo } from "../../support/app/dynamo.ts";

const WEEK = 7 * 24 * 60 * 60;
const processor: Declaration = {
  functionName: "processor",
  baseline: { min: 0, max: 0 },
  windows: [],
  limit: 10,
  graceSeconds: 30,
};
const api: Declaration = {
  functionName: "api",
  baseline: { min: 3, max: 30 },
  windows: [],
  limit: 30,
  graceSeconds: 0,
};
const config = { min: 1, max: 4 };

interface Rig {
  table: CapacityTable;
  clock: ManualClock;
  tableName: string;
}

const dynamo = useDynamo();

async function onDynamo(): Promise<Rig> {
  const clock = new ManualClock();
  const tableName = await dynamo.capacityTable();
  for (const declaration of [processor, api]) {
    const item = { ...declarationKey(declaration.functionName), ...declaration };
    await dynamo.client.send(new PutCommand({ TableName: tableName, Item: item }));
  }
  return { table: createCapacityTable(dynamo.client, { tableName, clock }), clock, tableName };
}

async function inMemory(): Promise<Rig> {
  const clock = new ManualClock();
  return { table: memoryCapacityTable([processor, api], clock), clock, tableName: "memory" };
}

describe.each([
  ["on DynamoDB", onDynamo],
  ["that tests use in its place", inMemory],
])("the capacity table %s", (_where, rig) => {
  it("has in its demand what is declared and every live lease of that function, and of no other", async () => {
    const { table, clock } = await rig();
    await table.acquire("processor", "run-1", config, 60);
    await table.acquire("processor", "run-2", { min: 2, max: 2 }, 120);
    await table.acquire("api", "run-1", { min: 9, max: 9 }, 60);

    const { declaration, leases } = await table.demand("processor");

    const [acquiredAt, now] = [clock.now().toISOString(), clock.nowSeconds()];
    expect(declaration).toEqual(processor);
    expect(leases.toSorted((a, b) => a.owner.localeCompare(b.owner))).toEqual([
      { owner: "run-1", config, acquiredAt, liveUntil: now + 60 },
      { owner: "run-2", config: { min: 2, max: 2 }, acquiredAt, liveUntil: now + 120 },
    ]);
  });

  it("holds until the hold ends or is resumed, and records changes newest first", async () => {
    const { table, clock } = await rig();
    const held = { owner: "operator:a", config, reason: "incident", since: clock.now().toISOString() };
    await table.hold("processor", { ...held, liveUntil: clock.nowSeconds() + 60 });
    expect((await table.demand("processor")).hold).toEqual({ ...held, liveUntil: clock.nowSeconds() + 60 });

    clock.advance(60);
    expect((await table.demand("processor")).hold).toBeUndefined();

    for (const by of ["scaler", "operator:a"]) {
      await table.record("processor", { by, from: undefined, to: config, reasons: ["baseline"] });
      clock.advance(1);
    }
    expect((await table.changes("processor", 10)).map(({ by }) => by)).toEqual(["operator:a", "scaler"]);
    expect(await table.changes("api", 10)).toEqual([]);
  });

  it("lets no late copy of a hold or of its end undo what came after it", async () => {
    const { table, clock } = await rig();
    const liveUntil = clock.nowSeconds() + 600;
    const first = { owner: "operator:a", config, reason: "first", since: clock.now().toISOString(), liveUntil };
    const superseded = {
      name: "HoldSuperseded",
      message: "processor: a newer hold, or the end of one, is there already",
    };
    await table.hold("processor", first);
    await table.hold("processor", first); // its own copy changes nothing
    clock.advance(1);
    const resumedAt = clock.now().toISOString();
    await table.resume("processor", resumedAt);
    await table.resume("processor", resumedAt);

    await expect(table.hold("processor", first)).rejects.toMatchObject(superseded);
    expect((await table.demand("processor")).hold).toBeUndefined();

    clock.advance(1);
    const second = { ...first, reason: "second", since: clock.now().toISOString() };
    await table.hold("processor", second);
    await expect(table.resume("processor", resumedAt)).rejects.toMatchObject(superseded);
    expect((await table.demand("processor")).hold?.reason).toBe("second");
  });

  it("lists every declared function", async () => {
    const { table } = await rig();
    await table.acquire("processor", "run-1", config, 60);

    expect((await table.functions()).toSorted()).toEqual(["api", "processor"]);
  });

  it("changes and prolongs a lease that is acquired again, whose end never comes nearer", async () => {
    const { table, clock } = await rig();
    const first = await table.acquire("processor", "run-1", config, 60);
    clock.advance(30);

    const longer = await table.acquire("processor", "run-1", { min: 2, max: 4 }, 60);
    const shorter = await table.acquire("processor", "run-1", { min: 3, max: 4 }, 10);

    expect(longer).toEqual({ ...first, config: { min: 2, max: 4 }, liveUntil: clock.nowSeconds() + 60 });
    expect(shorter).toEqual({ ...longer, config: { min: 3, max: 4 } });
    expect((await table.demand("processor")).leases).toEqual([shorter]);
  });

  it("counts a released lease on for the grace period, and no longer than it would have lived", async () => {
    const { table, clock } = await rig();
    await table.acquire("processor", "long", config, 600);
    await table.acquire("processor", "short", config, 10);
    await table.release("processor", "long");
    await table.release("processor", "short");

    const { leases } = await table.demand("processor");
    const now = clock.nowSeconds();
    expect(leases.map(({ owner, isReleased, liveUntil }) => [owner, isReleased, liveUntil - now]).toSorted()).toEqual([
      ["long", true, 30],
      ["short", true, 10],
    ]);
    clock.advance(30);
    expect((await table.demand("processor")).leases).toEqual([]);
  });

  it("gives rounds to one at a time, each with its own number, and none too soon", async () => {
    const { table, clock } = await rig();
    expect(await table.observation("processor")).toEqual({ round: 0, startedAt: 0 });

    const first = await table.beginRound("processor", 2_500);
    expect(first).toMatchObject({ round: 1 });
    expect(await table.beginRound("processor", 0)).toBeUndefined();
    expect(await table.beginRound("api", 0)).toMatchObject({ round: 1 });

    const at = clock.now().getTime();
    expect(await table.finishRound("processor", { round: 1, at, error: "throttled" }, false)).toBe(true);
    expect(await table.beginRound("processor", 2_500)).toBeUndefined();
    expect(await table.beginRound("processor", 0)).toMatchObject({
      round: 2,
      finished: { round: 1, at, error: "throttled" },
    });
  });

  it("takes a round from one that is lost, only after its time and what clocks may differ by; it then writes nothing more", async () => {
    const { table, clock } = await rig();
    await table.beginRound("processor", 0);
    clock.advance(ROUND_SECONDS + 5);
    expect(await table.beginRound("processor", 0)).toBeUndefined();
    clock.advance(1);
    expect(await table.beginRound("processor", 0)).toMatchObject({ round: 2 });

    const at = clock.now().getTime();
    const put = { config, at, since: at };
    expect(await table.notePut("processor", 1, put, true)).toBe(false);
    expect(await table.finishRound("processor", { round: 1, at: 1 }, false)).toBe(false);

    expect((await table.observation("processor")).finished).toBeUndefined();
    expect(await table.notePut("processor", 2, put, true)).toBe(true);
    expect(await table.observation("processor")).toMatchObject({ lastPut: put, loweredAt: at });
  });

  it("keeps the round of a put that may still arrive", async () => {
    const { table } = await rig();
    await table.beginRound("processor", 0);
    await table.finishRound("processor", { round: 1, at: 1 }, true);

    expect(await table.beginRound("processor", 0)).toBeUndefined();
  });

  it("counts an expired lease no more, and does not bring it back when it is acquired again", async () => {
    const { table, clock } = await rig();
    await table.acquire("processor", "run-1", config, 60);

    clock.advance(59);
    expect((await table.demand("processor")).leases).toHaveLength(1);
    clock.advance(1);
    expect((await table.demand("processor")).leases).toEqual([]);

    await expect(table.acquire("processor", "run-1", config, 60)).rejects.toMatchObject({
      name: "LeaseEnded",
      message: "run-1: its lease on processor has expired already",
    });
    expect((await table.demand("processor")).leases).toEqual([]);
  });

  it("refuses a late acquire of a lease that was released", async () => {
    const { table } = await rig();
    await table.acquire("processor", "run-1", config, 60);
    await table.release("processor", "run-1");

    await expect(table.acquire("processor", "run-1", config, 60)).rejects.toMatchObject({
      name: "LeaseEnded",
      message: "run-1: its lease on processor was released already",
    });
  });

  it("refuses an acquire that arrives after its own release", async () => {
    const { table } = await rig();
    await table.release("processor", "run-1");

    await expect(table.acquire("processor", "run-1", config, 60)).rejects.toMatchObject({
      name: "LeaseEnded",
      message: "run-1: its lease on processor was released already",
    });
    expect((await table.demand("processor")).leases).toEqual([]);
  });

  it("releases one owner's lease on one function and no other, any number of times", async () => {
    const { table } = await rig();
    await table.acquire("processor", "run-1", config, 60);
    await table.acquire("processor", "run-2", config, 60);
    await table.acquire("api", "run-1", config, 60);

    await table.release("processor", "run-1");
    await table.release("processor", "run-1");

    const asking = (await table.demand("processor")).leases.filter(({ isReleased }) => !isReleased);
    expect(asking.map(({ owner }) => owner)).toEqual(["run-2"]);
    expect((await table.demand("api")).leases.map(({ owner }) => owner)).toEqual(["run-1"]);
  });

  it("refuses a function that is not declared, by name", async () => {
    const { table, tableName } = await rig();

    await expect(table.demand("other")).rejects.toMatchObject({
      name: "UndeclaredFunction",
      message: `other: not declared in table ${tableName}`,
    });
  });
});

describe("the capacity table's items", () => {
  const leaseItem = async (tableName: string, owner: string) => {
    const Key = { pk: "function#processor", sk: `lease#${owner}` };
    return (await dynamo.client.send(new GetCommand({ TableName: tableName, Key }))).Item;
  };

  it("outlive the lease by a week, so that a late acquire finds out that it was released", async () => {
    const { table, clock, tableName } = await onDynamo();
    await table.acquire("processor", "run-1", config, 60);
    expect(await leaseItem(tableName, "run-1")).toMatchObject({ expiresAt: clock.nowSeconds() + 60 + WEEK });
    clock.advance(10);

    await table.release("processor", "run-1");

    const released = await leaseItem(tableName, "run-1");
    expect(released).toMatchObject({ releasedAt: clock.now().toISOString(), expiresAt: clock.nowSeconds() + WEEK });
    expect(released).toMatchObject({ liveUntil: clock.nowSeconds() + 30 });
  });

  it("keep the instant of the first release", async () => {
    const { table, clock, tableName } = await onDynamo();
    const first = clock.now().toISOString();
    await table.release("processor", "run-1");
    clock.advance(10);

    await table.release("processor", "run-1");

    expect(await leaseItem(tableName, "run-1")).toMatchObject({ releasedAt: first });
  });

  it("are refused when what is declared breaks a rule", async () => {
    const { table, tableName } = await onDynamo();
    const broken = {
      ...declarationKey("broken"),
      functionName: "broken",
      baseline: { min: 2, max: 1 },
      windows: [],
      limit: 10,
    };
    await dynamo.client.send(new PutCommand({ TableName: tableName, Item: broken }));

    await expect(table.demand("broken")).rejects.toThrow("min must not be above max, got 2/1");
  });

  it("are all read, however many pages they fill", async () => {
    const { table, clock, tableName } = await onDynamo();
    // 12 leases of 100 kB each are more than the megabyte that one query returns.
    const leases = Array.from({ length: 12 }, (_, index) => ({
      pk: "function#processor",
      sk: `lease#run-${index}`,
      owner: `run-${index}`,
      ...config,
      acquiredAt: clock.now().toISOString(),
      liveUntil: clock.nowSeconds() + 60,
      padding: "x".repeat(100_000),
    }));
    for (const Item of leases) await dynamo.client.send(new PutCommand({ TableName: tableName, Item }));

    expect((await table.demand("processor")).leases).toHaveLength(12);
  });
});
