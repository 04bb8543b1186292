// Runs as the page shows them: the latest ones, and one in full as its state machine.
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { ConsoleError } from "../../local/console/console.ts";
import type { Feed } from "../../local/console/feed.ts";
import type { RunDetail, RunStep, ShownRun } from "../../local/console/model.ts";

const MOST_RUNS = 50;
/** A page of events at once, from the newest: https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
const MOST_EVENTS = 1_000;
/** The same state is entered again and again by a long run: the latest steps are shown. */
const MOST_STEPS = 200;
const MOST_CHARACTERS = 20_000;

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
}

const cut = (text: string | undefined) =>
  text === undefined || text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)} …`;

function statesOf(definition: string): RunDetail["states"] {
  const { StartAt: start, States: states } = JSON.parse(definition) as {
    StartAt: string;
    States: Record<string, State>;
  };
  const names = [start, ...Object.keys(states).filter((name) => name !== start)];
  return names.flatMap((name) => {
    const state = states[name];
    if (!state) return [];
    const { Type: type, Next, Default, Choices = [], Catch = [] } = state;
    const next = [Next, ...Choices.map((choice) => choice.Next), Default, ...Catch.map((caught) => caught.Next)];
    return [{ name, type, next: [...new Set(next.filter((one) => one !== undefined))] }];
  });
}

/** What a failure of a task or of a Map's item says. */
function errorIn(event: HistoryEvent): string | undefined {
  const details =
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.executionFailedEventDetails;
  if (!details) return undefined;
  const { error = "Error", cause } = details;
  return cause ? `${error}: ${cause.slice(0, 500)}` : error;
}

/** One step for each time that a state was entered. @param events oldest first */
export function stepsOf(events: readonly HistoryEvent[]): RunStep[] {
  const steps: (RunStep & { leftAt?: number; output?: string; errors: string[] })[] = [];
  const stateOf = new Map<number, (typeof steps)[number]>();
  for (const event of events) {
    const { id = 0, previousEventId = 0, timestamp, type = "" } = event;
    const at = timestamp?.getTime() ?? 0;
    const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
    if (entered) {
      const input = cut(entered.input);
      const step = {
        state: String(entered.name),
        type: type.replace("StateEntered", ""),
        enteredAt: at,
        errors: [],
        ...(input !== undefined && { input }),
      };
      steps.push(step);
      stateOf.set(id, step);
      continue;
    }
    const step = stateOf.get(previousEventId);
    if (!step) continue;
    stateOf.set(id, step);
    const error = errorIn(event);
    if (error !== undefined) step.errors.push(error);
    if (exited) {
      step.leftAt = at;
      const output = cut(exited.output);
      if (output !== undefined) step.output = output;
    }
  }
  return steps;
}

/** `a`, `a-part2` and `a-part3` are one after the other. */
function relativesOf(arn: string, runs: readonly string[]): RunDetail["related"] {
  const split = (one: string) => {
    const [, base = one, part = "1"] = /^(.*?)(?:-part(\d+))?$/.exec(one) ?? [];
    return { base, part: Number(part) };
  };
  const own = split(arn);
  return runs.flatMap((other) => {
    const { base, part } = split(other);
    if (base !== own.base || Math.abs(part - own.part) !== 1) return [];
    const name = other.slice(other.lastIndexOf(":") + 1);
    return [{ arn: other, name, as: part > own.part ? ("child" as const) : ("parent" as const) }];
  });
}

export class RunsView {
  readonly #client: SFNClient;
  readonly #machineArn: string;
  readonly #feed: Feed;
  readonly #definitions = new Map<string, Promise<string>>();

  constructor(client: SFNClient, machineArn: string, feed: Feed) {
    this.#client = client;
    this.#machineArn = machineArn;
    this.#feed = feed;
  }

  /** Reads the latest ones. */
  async read(): Promise<void> {
    const { executions = [] } = await this.#client.send(
      new ListExecutionsCommand({ stateMachineArn: this.#machineArn, maxResults: MOST_RUNS }),
    );
    const runs = executions.map(
      ({ executionArn = "", name = "", status = "", startDate, stopDate, redriveCount = 0 }) => {
        const run: ShownRun = {
          arn: executionArn,
          name,
          status,
          startedAt: startDate?.getTime() ?? 0,
          ...(stopDate && { endedAt: stopDate.getTime() }),
          redrives: redriveCount,
        };
        return [executionArn, run] as const;
      },
    );
    this.#feed.replace("runs", new Map(runs));
  }

  /** @throws ConsoleError for an ARN that is no run's */
  async detail(arn: string | null): Promise<RunDetail> {
    const executionArn = this.#own(arn);
    const [execution, { events = [] }] = await Promise.all([
      this.#client.send(new DescribeExecutionCommand({ executionArn })),
      this.#client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: MOST_EVENTS, reverseOrder: true })),
    ]);
    const { status = "", input, output, error, cause, redriveStatus } = execution;
    return {
      arn: executionArn,
      status,
      ...(input !== undefined && { input: String(cut(input)) }),
      ...(output !== undefined && { output: String(cut(output)) }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
      canRedrive: redriveStatus === "REDRIVABLE",
      states: statesOf(await this.#definition()),
      steps: stepsOf(events.toReversed()).slice(-MOST_STEPS),
      related: relativesOf(executionArn, this.#feed.keys("runs")),
    };
  }

  async redrive(arn: unknown): Promise<string> {
    const executionArn = this.#own(typeof arn === "string" ? arn : null);
    await this.#client.send(new RedriveExecutionCommand({ executionArn }));
    return `${executionArn.slice(executionArn.lastIndexOf(":") + 1)} runs again`;
  }

  #own(arn: string | null): string {
    const prefix = `${this.#machineArn.replace(":stateMachine:", ":execution:")}:`;
    if (arn?.startsWith(prefix)) return arn;
    throw new ConsoleError(`arn: must be that of a run (${prefix}…), got ${arn}`);
  }

  #definition(): Promise<string> {
    const read = async () => {
      const { definition = "" } = await this.#client.send(
        new DescribeStateMachineCommand({ stateMachineArn: this.#machineArn }),
      );
      return definition;
    };
    const known = this.#definitions.get(this.#machineArn) ?? read();
    this.#definitions.set(this.#machineArn, known);
    known.catch(() => this.#definitions.delete(this.#machineArn));
    return known;
  }
}
