// One execution environment for a run: AWS's runtime client with the probe in each of its workers, as the local run starts it.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { systemClock } from "../local/lambda/clock.ts";
import { environmentVariables } from "../local/lambda/environmentVariables.ts";
import { ExecutionEnvironment, InitError, RUNTIME_FOLDER } from "../local/lambda/executionEnvironment.ts";
import type { Outcome } from "../local/lambda/runtimeApi.ts";
import type { Container, Held } from "./inside/look.ts";
import type { Subject } from "./subject.ts";

const inside = (name: string): string => fileURLToPath(new URL(`./inside/${name}`, import.meta.url));

/** What is longer in a line of output is not needed to say why an environment ended. */
const TAIL_CHARACTERS = 4_000;
const REGION = "us-east-1";
const NAME = "ready";

export interface EnvironmentOptions {
  readonly subject: Subject;
  readonly workers: number;
  readonly maxConcurrency: number;
  readonly memoryMib: number;
  readonly timeoutSeconds: number;
  readonly initSeconds: number;
  readonly stubPort: number;
  readonly recordFolder: string;
  /** How many invocations begin in one turn of a worker's loop. @default 1 */
  readonly gate?: number;
  /** The function's own variables. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface Looked {
  readonly held: readonly Held[];
  readonly sizes: readonly Container[];
  readonly heapBytes: number;
}

export class WatchedEnvironment {
  readonly #environment: ExecutionEnvironment;
  readonly #timeoutSeconds: number;
  #tail = "";

  constructor(options: EnvironmentOptions) {
    const { subject, workers, maxConcurrency, memoryMib, timeoutSeconds, initSeconds } = options;
    this.#timeoutSeconds = timeoutSeconds;
    const arn = `arn:aws:lambda:${REGION}:123456789012:function:${NAME}`;
    const spec = {
      name: NAME,
      arn,
      handler: `${inside("entry")}.handler`,
      codeFolder: subject.codeFolder,
      runtime: "nodejs24.x",
      environment: { ...options.variables },
      memoryMib,
      logGroup: `/aws/lambda/${NAME}`,
      managed: { maxConcurrency },
    };
    this.#environment = new ExecutionEnvironment({
      ...{ runtime: spec.runtime, handler: spec.handler, codeFolder: subject.codeFolder, initSeconds },
      preload: [inside("probe.ts")],
      log: {
        attach: (pipe) =>
          pipe.setEncoding("utf8").on("data", (text: string) => {
            this.#tail = (this.#tail + text).slice(-TAIL_CHARACTERS);
          }),
        beginTail: () => {},
        tail: Buffer.alloc(0),
      },
      clock: systemClock,
      clockSkew: () => 0,
      variables: (runtimeApi) =>
        environmentVariables(spec, {
          region: REGION,
          credentials: { accessKeyId: "READY", secretAccessKey: "ready", sessionToken: "ready" },
          runtimeApi,
          logStream: NAME,
          runtimeFolder: RUNTIME_FOLDER,
          searchPath: process.env.PATH ?? "",
          workers,
          clockSkew: 0,
          extra: {
            AWS_LAMBDA_NODEJS_WORKER_COUNT: String(workers),
            AWS_EC2_METADATA_DISABLED: "true",
            LMI_READY_RECORDS: options.recordFolder,
            LMI_READY_CODE: subject.codeFolder,
            LMI_READY_GATE: String(options.gate ?? 1),
            LMI_READY_STUB: String(options.stubPort),
            LMI_READY_HANDLER: subject.handler,
          },
        }),
    });
  }

  /** What the process printed last. */
  get tail(): string {
    return this.#tail;
  }

  /** @throws InitError */
  start(): Promise<void> {
    return this.#environment.start();
  }

  stop(): Promise<void> {
    return this.#environment.stop("now");
  }

  /** Resolves after the function's timeout at the latest. */
  async invoke(requestId: string, payload: string): Promise<Outcome | { kind: "late" }> {
    const milliseconds = this.#timeoutSeconds * 1_000;
    const { promise: late, resolve } = Promise.withResolvers<{ kind: "late" }>();
    const timer = setTimeout(resolve, milliseconds, { kind: "late" });
    const outcome = this.#environment.invoke({
      requestId,
      payload,
      deadlineMilliseconds: Date.now() + milliseconds,
      functionArn: `arn:aws:lambda:${REGION}:123456789012:function:${NAME}:$LATEST.PUBLISHED`,
      traceHeader: `Root=1-67000000-${requestId.replaceAll("-", "").slice(0, 24)};Parent=0000000000000001;Sampled=0`,
    });
    try {
      return await Promise.race([outcome, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Asks a worker for its state; undefined when it does not answer.
   * @param recorded whether the worker records what happens from now on
   */
  async look(needles: readonly string[], recorded = true): Promise<Looked | undefined> {
    const outcome = await this.#ask({ needles, recorded });
    return outcome.kind === "response" ? (JSON.parse(outcome.payload) as Looked) : undefined;
  }

  /** Has the one worker look for the data of an invocation that is to come, while that waits. */
  async watch(invocation: string, needles: readonly string[]): Promise<void> {
    await this.#ask({ needles, watch: invocation });
  }

  /** Has the one worker begin so many invocations in one turn of its loop. */
  async gather(gate: number): Promise<void> {
    await this.#ask({ gate });
  }

  /** Runs one more invocation, which leaves no other evidence. @returns where the one worker computed most in it */
  async profile(payload: string): Promise<string | undefined> {
    await this.#ask({ profile: true });
    await this.invoke(randomUUID(), payload);
    const outcome = await this.#ask({ profile: false });
    return outcome.kind === "response" ? (JSON.parse(outcome.payload) as { place?: string }).place : undefined;
  }

  #ask(question: object) {
    return this.invoke(randomUUID(), JSON.stringify({ __lmiReady: question }));
  }

  /** What the process holds of the machine's memory; 0 where the system does not say. */
  get residentBytes(): number {
    try {
      const status = readFileSync(`/proc/${this.#environment.pid}/status`, "utf8");
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    } catch {
      return 0;
    }
  }
}

export { InitError };
