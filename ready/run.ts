// A run of the handler from its start to its evidence: one process with one worker, and one with several.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EnvironmentOptions, InitError, WatchedEnvironment } from "./environment.ts";
import { readEvents } from "./events.ts";
import { type Evidence, heldStateOf, type Invoked, readRecords } from "./evidence.ts";
import { blockingEvents } from "./judge/behaviour.ts";
import { type Installed, installedIn } from "./judge/libraries.ts";
import { GATE, heldPairs, interleaved, reference, type Stage } from "./phases.ts";
import { soak } from "./soak.ts";
import type { Answerer } from "./stub/answers.ts";
import { createAnswers } from "./stub/answers.ts";
import { createStub } from "./stub/stub.ts";
import { type Subject, subjectOf } from "./subject.ts";

export interface RunOptions {
  /** A folder, a zip or a file. */
  readonly path: string;
  /** @default index.handler */
  readonly handler?: string;
  readonly events: string;
  readonly seed: number;
  /** Of the second process, in which all come at once from the start. */
  readonly workers: number;
  readonly memoryMib: number;
  readonly timeoutSeconds: number;
  readonly variables: Readonly<Record<string, string>>;
  /** Asked in this order, before the answers that come with the tool. */
  readonly answers?: readonly Answerer[];
  readonly soakMinutes?: number;
  /** Milliseconds, on the clock that a soak's minutes are of. */
  readonly now: () => number;
  /** Ends the run: its processes and folders are gone when it throws the reason. */
  readonly signal: AbortSignal;
  readonly show: (seen: string) => void;
}

export interface Ran {
  readonly evidence: Evidence;
  readonly subject: Pick<Subject, "handler" | "folder" | "module"> & { readonly libraries: Installed };
}

const INIT_SECONDS = 30;
const AT_ONCE = 8;
const MOST_INTERLEAVED = 160;
const INTERLEAVED_MILLISECONDS = 2_000;
const SEVERAL = { atOnce: 16, most: 200, milliseconds: 1_500 } as const;

/** Runs the handler, which must be trusted. @throws ReadyError for what cannot be run; the reason of an abort */
export async function runHandler(options: RunOptions): Promise<Ran> {
  const { seed, workers, signal, show } = options;
  const workFolder = mkdtempSync(join(tmpdir(), "lmi-ready-"));
  try {
    const subject = subjectOf(options.path, options.handler, workFolder);
    const events = readEvents(options.events);
    const recordFolder = join(workFolder, "records");
    mkdirSync(recordFolder);
    const stub = await createStub([...(options.answers ?? []), createAnswers()]);
    const invoked: Invoked[] = [];
    const evidence = {
      ...{ events, seed, workers, invoked, exchanges: stub.exchanges, records: [], held: [], idle: [], filesLeft: [] },
      memory: { oneWorkerBytes: 0, workersBytes: 0, inFlightBytes: 0 },
    } satisfies Evidence;
    const inEnvironment = async <T>(count: number, fresh: boolean, act: (stage: Stage) => Promise<T>): Promise<T> => {
      const settings: EnvironmentOptions = {
        ...{ subject, workers: count, stubPort: stub.port, recordFolder, variables: options.variables },
        ...{ memoryMib: options.memoryMib, timeoutSeconds: options.timeoutSeconds, initSeconds: INIT_SECONDS },
        maxConcurrency: AT_ONCE * 2 * count,
        gate: fresh ? GATE : 1,
      };
      const environment = new WatchedEnvironment(settings);
      const stage: Stage = { environment, stub, events, seed, invoked, idle: evidence.idle, signal, show };
      const end = () => void environment.stop();
      signal.throwIfAborted();
      signal.addEventListener("abort", end);
      try {
        show(`initialising, ${count} ${count === 1 ? "worker" : "workers"}`);
        await environment.start();
        return await act(stage);
      } finally {
        signal.removeEventListener("abort", end);
        await environment.stop();
      }
    };
    const withRecords = (more: Partial<Evidence> = {}): Ran => {
      const records = readRecords(recordFolder);
      const written = new Set(records.filter(({ kind }) => kind === "file").map(({ path }) => String(path)));
      const filesLeft = [...written].filter((path) => existsSync(path));
      const { handler, folder, module } = subject;
      return {
        evidence: { ...evidence, ...more, records, held: heldStateOf(records, invoked), filesLeft },
        subject: { handler, folder, module, libraries: installedIn(subject.codeFolder, records) },
      };
    };
    try {
      const one = await inEnvironment(1, false, async (stage) => {
        const { environment } = stage;
        await reference(stage);
        const oneWorkerBytes = environment.residentBytes;
        const [blocking] = blockingEvents({ records: readRecords(recordFolder), invoked });
        const blockedAt = blocking && (await environment.profile(blocking.event.payload));
        await heldPairs(stage);
        let most = oneWorkerBytes;
        const watch = setInterval(() => {
          most = Math.max(most, environment.residentBytes);
        }, 50);
        try {
          await interleaved(stage, {
            ...{
              phase: "interleaved",
              atOnce: AT_ONCE,
              most: MOST_INTERLEAVED,
              milliseconds: INTERLEAVED_MILLISECONDS,
            },
          });
        } finally {
          clearInterval(watch);
        }
        const minutes = options.soakMinutes;
        const soaked = minutes && (await soak(stage, { minutes, atOnce: AT_ONCE, now: options.now }));
        return { oneWorkerBytes, inFlightBytes: (most - oneWorkerBytes) / AT_ONCE, soaked, blockedAt };
      });
      // A fresh process, also with one worker: what is filled once, such as a cache, is empty while many come at once.
      const workersBytes = await inEnvironment(workers, true, async (stage) => {
        await interleaved(stage, { phase: "workers", ...SEVERAL });
        return stage.environment.residentBytes;
      });
      const { oneWorkerBytes, inFlightBytes, soaked, blockedAt } = one;
      return withRecords({
        memory: { oneWorkerBytes, workersBytes, inFlightBytes },
        ...(blockedAt !== undefined && { blockedAt }),
        ...(soaked && { soak: soaked }),
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof InitError)) throw error;
      return withRecords({ initError: initErrorOf(error) });
    } finally {
      await stub.close();
    }
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

function initErrorOf({ code, payload }: InitError): NonNullable<Evidence["initError"]> {
  try {
    const { errorType = code, errorMessage = payload } = JSON.parse(payload);
    return { errorType, errorMessage };
  } catch {
    return { errorType: code, errorMessage: payload };
  }
}
