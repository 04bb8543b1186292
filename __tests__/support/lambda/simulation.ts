// Time that tests move and execution environments without processes, for the decisions of the local Lambda.
import type { Clock } from "../../../local/lambda/clock.ts";
import type { LambdaEvent } from "../../../local/lambda/events.ts";
import type { Environment, EnvironmentExit } from "../../../local/lambda/executionEnvironment.ts";
import type { CapacityProviderSpec, FunctionSpec } from "../../../local/lambda/functionSpec.ts";
import type { Invocation, Outcome } from "../../../local/lambda/runtimeApi.ts";
import type { QueueSpec } from "../../../local/sqs/definitions.ts";

export const REGION = "eu-west-1";
export const ACCOUNT = "123456789012";
/** When functions and capacity providers were last changed. */
export const DEPLOYED_AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** Stands still until told to advance; timers run in the order of their time. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 0, 5, 8);
  readonly #timers = new Set<{ at: number; action: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, action: () => void) {
    const timer = { at: this.#now + milliseconds, action };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Lets everything that is due in the next seconds happen, with what follows from it. */
  async advance(seconds: number): Promise<void> {
    const end = this.#now + seconds * 1_000;
    await settle();
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.action();
      await settle();
    }
    this.#now = end;
  }
}

/** Lets pending promises run. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** An environment without a process: answers when it is told to. */
export class SimulatedEnvironment implements Environment {
  readonly logTail = undefined;
  readonly pid = 1;
  stopped = false;
  silent = false;
  readonly exited: Promise<EnvironmentExit>;
  readonly #exit = Promise.withResolvers<EnvironmentExit>();
  readonly #running = new Map<string, (outcome: Outcome) => void>();
  readonly #start: () => Promise<void>;

  constructor(start: () => Promise<void> = () => Promise.resolve()) {
    this.#start = start;
    this.exited = this.#exit.promise;
  }

  get inFlight(): number {
    return this.#running.size;
  }

  async start(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      this.crash("exit status 1");
      throw error;
    }
  }

  invoke({ requestId }: Invocation): Promise<Outcome> {
    return new Promise((resolve) => this.#running.set(requestId, resolve));
  }

  withdraw(): void {}

  /** Never comes while `silent`. */
  async signOfLife(): Promise<void> {
    if (this.silent) await new Promise(() => {});
  }

  tellTime(): void {}

  signal(signal: string, why = `signal: ${signal}`): void {
    if (signal === "SIGKILL") this.crash(why);
    else this.silent = signal === "SIGSTOP";
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.crash("signal: SIGTERM");
  }

  /** Answers everything that runs. */
  finish(payload = '"done"'): void {
    this.#settle({ kind: "response", payload });
  }

  crash(reason: string): void {
    this.#exit.resolve({ reason, unanswered: this.inFlight });
    this.#settle({ kind: "lost", reason });
  }

  #settle(outcome: Outcome): void {
    const running = [...this.#running.values()];
    this.#running.clear();
    for (const resolve of running) resolve(outcome);
  }
}

export function functionSpec(changes: Partial<FunctionSpec> = {}): FunctionSpec {
  const name = changes.name ?? "video";
  return {
    name,
    arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
    handler: "index.handler",
    codeFolder: "/nowhere",
    runtime: "nodejs24.x",
    role: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    environment: {},
    timeoutSeconds: 30,
    memoryMib: 2048,
    logGroup: `/aws/lambda/${name}`,
    logLevels: { application: "INFO", system: "INFO" },
    logFile: "/nowhere/log",
    isTraced: false,
    details: {
      description: "",
      architecture: "arm64",
      ephemeralStorageMib: 512,
      tags: {},
      code: { bytes: 1_024, sha256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" },
      modifiedAt: DEPLOYED_AT,
      layers: [],
      revisionId: "e3b0c442-98fc-1c14-9afb-f4c8996fb924",
      permissions: [],
    },
    ...changes,
  };
}

/** A queue that hides messages for 30 s. @param changes its dead letters, for example */
export const queueSpec = (name: string, changes: Partial<QueueSpec> = {}): QueueSpec => ({
  name,
  arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`,
  visibilitySeconds: 30,
  retentionSeconds: 345_600,
  delaySeconds: 0,
  ...changes,
});

export function managedSpec(
  changes: Partial<FunctionSpec["managed"] & object> = {},
  spec: Partial<FunctionSpec> = {},
): FunctionSpec & { managed: NonNullable<FunctionSpec["managed"]> } {
  const managed = { capacityProviderName: "video", vCpus: 1, maxConcurrency: 2, memoryGibPerVCpu: 2, ...changes };
  return { ...functionSpec(spec), managed };
}

export function capacityProviderSpec(changes: Partial<CapacityProviderSpec> = {}): CapacityProviderSpec {
  return {
    name: "video",
    arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:capacity-provider:video`,
    maxVCpus: 12,
    scalingMode: "Manual",
    targetCpuPercent: 50,
    architecture: "arm64",
    subnetIds: ["subnet-1"],
    securityGroupIds: ["sg-1"],
    operatorRoleArn: `arn:aws:iam::${ACCOUNT}:role/operator`,
    modifiedAt: DEPLOYED_AT,
    ...changes,
  };
}

/** Collects events; `states` gives the changes of state in order. */
export function eventLog(): { events: LambdaEvent[]; report: (event: LambdaEvent) => void; states: () => string[] } {
  const events: LambdaEvent[] = [];
  return {
    events,
    report: (event) => void events.push(event),
    states: () => events.flatMap((event) => (event.kind === "state-changed" ? [`${event.from} -> ${event.to}`] : [])),
  };
}
