// Runs as the page shows them: the latest ones, and one in full as its state machine.
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { ConsoleError } from "../../local/console/console.ts";
import type { Feed } from "../../local/console/feed.ts";
import type { RunDetail, ShownRun } from "../../local/console/runModel.ts";
import { MapRunsView } from "./mapRunsView.ts";
import { cut, stepsOf } from "./runSteps.ts";

const MOST_RUNS = 50;
/** A page of events at once, from the newest: https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
const MOST_EVENTS = 1_000;
/** The same state is entered again and again by a long run: the latest steps are shown. */
const MOST_STEPS = 200;

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
}

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
  readonly mapRuns: MapRunsView;
  readonly #client: SFNClient;
  readonly #machineArn: string;
  readonly #feed: Feed;
  readonly #definitions = new Map<string, Promise<string>>();

  constructor(client: SFNClient, machineArn: string, feed: Feed) {
    this.#client = client;
    this.#machineArn = machineArn;
    this.#feed = feed;
    this.mapRuns = new MapRunsView(client, machineArn);
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

  /** Also of an item of a Distributed Map. @throws ConsoleError for an ARN that is no run's */
  async detail(arn: string | null): Promise<RunDetail> {
    const executionArn = this.#own(arn);
    const [execution, { events = [], nextToken }] = await Promise.all([
      this.#client.send(new DescribeExecutionCommand({ executionArn })),
      this.#client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: MOST_EVENTS, reverseOrder: true })),
    ]);
    const { status = "", input, output, error, cause, redriveStatus, stateMachineArn = this.#machineArn } = execution;
    const steps = stepsOf(events.toReversed());
    return {
      arn: executionArn,
      status,
      ...(input !== undefined && { input: String(cut(input)) }),
      ...(output !== undefined && { output: String(cut(output)) }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
      canRedrive: redriveStatus === "REDRIVABLE",
      states: statesOf(await this.#definition(stateMachineArn, executionArn)),
      steps: steps.slice(-MOST_STEPS),
      related: relativesOf(executionArn, this.#feed.keys("runs")),
      mapRuns: await this.mapRuns.ofRun(executionArn, steps, { isWhole: nextToken === undefined }),
    };
  }

  async redrive(arn: unknown): Promise<string> {
    const executionArn = this.#own(typeof arn === "string" ? arn : null);
    await this.#client.send(new RedriveExecutionCommand({ executionArn }));
    return `${executionArn.slice(executionArn.lastIndexOf(":") + 1)} runs again`;
  }

  #own(arn: string | null): string {
    const prefix = this.#machineArn.replace(":stateMachine:", ":execution:");
    if (arn?.startsWith(`${prefix}:`) || arn?.startsWith(`${prefix}/`)) return arn;
    throw new ConsoleError(`arn: must be that of a run (${prefix}:…), got ${arn}`);
  }

  /** Of the machine itself, or of a Distributed Map's items. */
  #definition(stateMachineArn: string, executionArn: string): Promise<string> {
    const isOwn = stateMachineArn === this.#machineArn;
    const read = async () => {
      const { definition = "" } = isOwn
        ? await this.#client.send(new DescribeStateMachineCommand({ stateMachineArn }))
        : await this.#client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
      return definition;
    };
    const known = this.#definitions.get(stateMachineArn) ?? read();
    this.#definitions.set(stateMachineArn, known);
    known.catch(() => this.#definitions.delete(stateMachineArn));
    return known;
  }
}
