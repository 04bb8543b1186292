import { describe, expect, it } from "@jest/globals";
import { awaitVersions } from "../../../../scripts/lmi/deploy/awaitVersions.ts";
import type { PublishedVersion } from "../../../../scripts/lmi/deploy/publishedVersion.ts";

const version = (functionName: string, state: string): PublishedVersion => ({
  functionName,
  state,
  stateReasonCode: null,
  stateReason: null,
  lastUpdateStatus: "Successful",
  lastUpdateStatusReasonCode: null,
  lastUpdateStatusReason: null,
  capacityProvider: { name: "p", state: "Active" },
});

/** Looks at each answer in turn, the last one for ever, on a clock that only sleeping moves. */
function waiting(seconds: number, ...answers: (PublishedVersion[] | Error)[]) {
  let now = 5_000;
  const shown: string[] = [];
  let looks = 0;
  const waited = awaitVersions({
    seconds,
    look: async () => {
      looks += 1;
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Error) throw answer;
      return answer ?? [];
    },
    progress: { show: (seen) => shown.push(seen), clear: () => {} },
    sleep: async (ms) => {
      now += ms;
    },
    now: () => now,
  });
  return { waited, shown, looks: () => looks, seconds: () => (now - 5_000) / 1000 };
}

const throttled = Object.assign(new Error("Rate exceeded"), { name: "TooManyRequestsException", $metadata: {} });

describe("waiting for versions", () => {
  it("looks once when there is no time, whatever it sees", async () => {
    const run = waiting(0, [version("api", "Pending")]);

    expect(await run.waited).toEqual([version("api", "Pending")]);
    expect(run.looks()).toBe(1);
  });

  it("shows what it waits for, and ends with what it waited for", async () => {
    const run = waiting(900, [version("api", "Pending"), version("f", "Active")], [version("api", "Active")]);

    expect(await run.waited).toEqual([version("api", "Active")]);
    expect(run.shown).toEqual(["api: Pending, capacity provider p Active"]);
  });

  it("ends with what is still pending when 15 minutes are over, having looked no more than ten times a minute", async () => {
    const run = waiting(900, [version("api", "Pending")]);

    expect(await run.waited).toEqual([version("api", "Pending")]);
    expect(run.seconds()).toBe(900);
    expect(run.looks()).toBeLessThan(130);
  });

  it("waits for the others although one has failed, so that all is said at once", async () => {
    const failed = version("api", "Failed");
    const run = waiting(900, [failed, version("f", "Pending")], [failed, version("f", "Active")]);

    expect(await run.waited).toEqual([failed, version("f", "Active")]);
  });

  it("asks again when Lambda is asked too often, and gives up with its words when the time is over", async () => {
    const back = waiting(60, throttled, [version("api", "Active")]);
    expect(await back.waited).toEqual([version("api", "Active")]);
    expect(back.shown).toEqual(["TooManyRequestsException: Rate exceeded"]);

    const gone = waiting(60, throttled);
    await expect(gone.waited).rejects.toThrow("Rate exceeded");
    expect(gone.seconds()).toBe(60);
  });

  it("does not ask again about what will not change", async () => {
    const run = waiting(60, Object.assign(new Error("no"), { name: "AccessDeniedException" }));

    await expect(run.waited).rejects.toThrow("no");
    expect(run.looks()).toBe(1);
  });
});
