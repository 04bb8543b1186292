// A tick that throws three times: nothing of it is lost. It is in the queue, alarmed, shown by `lmi ops dead-letters`, and redriven.
import { afterAll, afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { lmi, lmiJson } from "../../support/lmi/lmiCommand.ts";
import { type WatchedSystem, watchedSystem } from "../../support/local/watchedSystem.ts";
import { environmentInput } from "../../support/stacks/environments.ts";
import { removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

const environment = defineEnvironment(environmentInput({ name: "dev", operations: { alarms: {} } }));
const { folder } = synthesise([environment]);
const ALARM = "dev-video-alarm-dead-letters";
const QUEUE = "dev-video-dead-letters";

let system: WatchedSystem;
let repair: () => void;
beforeEach(async () => {
  system = await watchedSystem(environment, folder);
  repair = system.fault({ kind: "unavailable", values: { function: system.names.scaler, rate: 1, seed: 1 } });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await system.close();
});
afterAll(removeTemporaryFolders);

const deadLetters = (...args: string[]) => ["ops", "dead-letters", ...args, "--local"];
const at = () => ({ AWS_ENDPOINT_URL: system.awsUrl });
const inQueue = async () => (await lmiJson(deadLetters("list"), at())).queues;

async function after(seconds: number): Promise<string | undefined> {
  await system.clock.advance(seconds);
  system.watch.cloudWatch.evaluate();
  return system.stateOf(ALARM);
}

it("is in the queue after its third attempt, alarmed, shown, and done again", async () => {
  system.scheduledTick();
  expect(await after(60)).toBe("OK");
  expect(await inQueue()).toEqual([{ queue: QUEUE, messages: 0 }]);

  expect(await after(120)).toBe("ALARM");
  expect(await inQueue()).toEqual([{ queue: QUEUE, messages: 1 }]);
  const shown = await lmi(deadLetters("show"), at());
  expect(shown.stdout).toContain("RetriesExhausted: Runtime.Unavailable");
  expect(shown.stdout).toContain('{"action":"reconcile"}');

  repair();
  const answered = system.answered(system.names.scaler);
  expect((await lmi(deadLetters("redrive"), at())).stdout).toMatch(/: sent again\n$/);
  expect(await answered).toMatchObject({ outcome: "succeeded" });
  expect(await inQueue()).toEqual([{ queue: QUEUE, messages: 0 }]);
  expect(await after(900)).toBe("OK");
});

it("comes back into the queue when it fails again after it was redriven", async () => {
  system.scheduledTick();
  await after(180);
  await lmi(deadLetters("redrive"), at());
  expect(await inQueue()).toEqual([{ queue: QUEUE, messages: 0 }]);

  await after(180);

  expect(await inQueue()).toEqual([{ queue: QUEUE, messages: 1 }]);
});
