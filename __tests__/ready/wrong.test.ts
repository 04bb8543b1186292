import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { HANDLERS, ready, settingsFor } from "../support/ready/ready.ts";

/** Of each handler: the kind that must be found, and what must be named. */
const WRONG: Readonly<Record<string, readonly [level: string, code: string, named: string][]>> = {
  "awaitedVariable.mjs": [
    ["error", "other-data-in-answer", "user-name"],
    ["error", "module-state", "currentUser"],
  ],
  "awaitedPrivateField.cjs": [
    ["error", "other-data-in-answer", "user-name"],
    ["error", "module-state", "session.#user"],
  ],
  "clearedSingleton.mjs": [
    ["error", "other-data-in-answer", "user-name"],
    ["error", "module-state", "requestContext.user"],
  ],
  "clearedClosure.mjs": [["error", "module-state", "held"]],
  "secondWriteGlobal.mjs": [
    ["error", "other-data-in-request", "order-"],
    ["error", "module-state", "lastOrder"],
  ],
  "secondWriteQueue.mjs": [
    ["error", "other-data-in-request", "order-"],
    ["error", "module-state", "job.current"],
  ],
  "http2OfAnother.mjs": [
    ["error", "other-data-in-request", "order-"],
    ["error", "module-state", "lastOrder"],
  ],
  "tmpBasename.mjs": [["error", "shared-file", "lmi-ready-test-summary.json"]],
  "tmpFixedName.cjs": [["error", "shared-file", "lmi-ready-test-out.json"]],
  "childOutput.mjs": [
    ["error", "shared-file", "lmi-ready-test-thumbnail.txt childOutput.mjs:14"],
    ["hint", "child-process", "cp was started"],
  ],
  "undeclared.cjs": [
    ["error", "other-data-in-answer", "user-name"],
    ["error", "module-state", "signedInUser"],
  ],
  "onGlobalThis.mjs": [["error", "module-state", "requestTenant"]],
  "onGlobalSymbol.cjs": [["error", "module-state", "Symbol(app.request)"]],
  "outside/src/index.mjs": [
    ["error", "other-data-in-answer", "user-name"],
    ["error", "module-state", "signedIn ../lib/session.mjs:2"],
  ],
  "expressLocals.mjs": [
    ["error", "other-data-in-answer", "user-name"],
    ["error", "module-state", "app expressLocals.mjs:6"],
  ],
  required: [
    ["error", "other-data-in-answer", "user-name"],
    ["error", "module-state", "session lib/session.js:2"],
  ],
  "callback.cjs": [["error", "callback-handler", "three parameters"]],
  "contextSucceed.cjs": [["error", "context-done", "context.succeed"]],
  "floatingRejection.mjs": [["error", "rejection", "floatingRejection.mjs:5"]],
  "uncaughtEmitter.mjs": [["error", "uncaught", "nobody listens"]],
  "intervalLeft.mjs": [["warning", "timer-left", "intervalLeft.mjs:4"]],
  "workAfterAnswer.mjs": [["warning", "after-answer", "workAfterAnswer.mjs:4"]],
  "growingArray.mjs": [["warning", "growth", "timings"]],
  "growingMap.mjs": [["warning", "growth", "answered"]],
  "blockingLoop.mjs": [["error", "blocks-loop", "blockingLoop.mjs:"]],
  "blockingHash.cjs": [["error", "blocks-loop", "blockingHash.cjs:3"]],
  "videoProcessor.mjs": [["error", "blocks-loop", "videoProcessor.mjs:7"]],
  "logOfAnother.mjs": [
    ["error", "other-data-in-log", "request id"],
    ["error", "module-state", "logger.requestId"],
  ],
  "logOfAnotherRaw.mjs": [
    ["error", "other-data-in-log", "user-name"],
    ["error", "module-state", "prefix"],
  ],
  "fileOfAnother.mjs": [
    ["error", "other-data-in-file", "fileOfAnother.mjs:12"],
    ["error", "module-state", "customer"],
  ],
  "fileOfAnotherStream.cjs": [
    ["error", "other-data-in-file", "user-name"],
    ["error", "module-state", "report"],
  ],
  "agentLeft.mjs": [["warning", "handles-grow", "sockets agentLeft.mjs:7"]],
  "filesOpen.cjs": [["warning", "handles-grow", "files filesOpen.cjs:8"]],
  "intervalUnref.mjs": [["warning", "handles-grow", "intervals intervalUnref.mjs:4"]],
  "envWrite.mjs": [["error", "env-write", "process.env.TENANT"]],
  "envWriteRead.cjs": [
    ["error", "env-write", "process.env.DB_SCHEMA"],
    ["error", "other-data-in-answer", "tenant-"],
  ],
  "processExit.mjs": [["error", "process-exit", "process.exit(1)"]],
};

describe("handlers with one defect each", () => {
  it("are all looked at", () => {
    const files = readdirSync(join(HANDLERS, "wrong")).map((file) =>
      file === "outside" ? "outside/src/index.mjs" : file,
    );

    expect(files.toSorted()).toEqual(Object.keys(WRONG).toSorted());
  });

  it.each(
    Object.entries(WRONG).flatMap(([file, expected], index) =>
      settingsFor(index).map(([seed, workers]) => ({ file, seed, workers, expected })),
    ),
  )("$file is found, seed $seed, $workers workers", async ({ file, seed, workers, expected }) => {
    const { findings, exit } = await ready(
      join(HANDLERS, "wrong", file),
      ...["--seed", String(seed), "--workers", String(workers)],
    );

    const found = findings.map(({ level, code, what, subject, place }) => [
      level,
      code,
      `${subject} ${place?.file}:${place?.line} ${what}`,
    ]);
    for (const [level, code, named] of expected)
      expect(found).toContainEqual([level, code, expect.stringContaining(named)]);
    expect(exit).toBe(expected.some(([level]) => level === "error") ? 1 : 0);
  });
});
