// Everything that is read over the doors, for the local run and for what is deployed alike.
import { QUALIFIER } from "../../app/capacity/lambdaScaling.ts";
import type { Observed } from "../../app/capacity/observed.ts";
import { ConsoleError, type Lookup } from "../../local/console/console.ts";
import type { Feed } from "../../local/console/feed.ts";
import { functionNameOf, namesOf } from "../../stacks/shared/names.ts";
import { type Capacity, openCapacity } from "../lmi/capacity.ts";
import { createClients } from "../lmi/clients.ts";
import type { Settings } from "../lmi/settings.ts";
import { readAlarms } from "./alarmsView.ts";
import { capacityView, Since } from "./capacityView.ts";
import type { Billed, Count } from "./costView.ts";
import { AppliedLevels } from "./levels.ts";
import { readLogs } from "./logsView.ts";
import { problemLine } from "./problem.ts";
import { RunsView } from "./runsView.ts";
import { VideosView } from "./videosView.ts";

export type Observe = (functionName: string) => Promise<Observed>;

export interface ViewsOptions {
  readonly settings: Settings;
  readonly feed: Feed;
  /** What Lambda says of a function, by another way than asking it, or asking it less often. */
  readonly around: (observe: Observe) => Observe;
}

export type Views = Awaited<ReturnType<typeof createViews>>;

/** What AWS refuses is told to whoever looked, in a line. */
const told =
  (lookup: Lookup): Lookup =>
  async (query) => {
    try {
      return await lookup(query);
    } catch (error) {
      if (error instanceof ConsoleError) throw error;
      throw new ConsoleError(problemLine(error), 502);
    }
  };

export async function createViews({ settings, feed, around }: ViewsOptions) {
  const clients = createClients(settings);
  const names = namesOf({ name: settings.environment });
  const warn = () => {};
  const [lambda, documents, stepFunctions, capacity] = await Promise.all([
    clients.lambda(),
    clients.documents(),
    clients.stepFunctions(),
    openCapacity({ settings, tableName: names.capacityTable, clients, warn }),
  ]);
  await capacity.functions(); // first: it says whether there is such an environment
  const { GetFunctionConfigurationCommand } = await import("@aws-sdk/client-lambda");
  const { FunctionArn: arn = "" } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: names.processor, Qualifier: QUALIFIER }),
  );
  const [, partition, , region = "", account] = arn.split(":");
  const machineArn = `arn:${partition}:states:${region}:${account}:stateMachine:${names.workflow}`;
  const levels = new AppliedLevels();
  const since = new Since();
  const observe = around((name) => capacity.scaling.observe(name));
  const runs = new RunsView(stepFunctions, machineArn, feed);
  return {
    names,
    region,
    clients,
    /** Those whose capacity is declared. */
    functions: () => capacity.functions(),
    runs,
    videos: new VideosView(documents, names.videosTable, feed),
    capacity: () => readCapacity(capacity, { feed, levels, since, observe }),
    lookups: {
      run: told((query) => runs.detail(query.get("arn"))),
      "map-run": told((query) => runs.mapRuns.detail(query)),
      logs: told(async (query) => readLogs(await clients.logs(), query, Date.now())),
    },
    alarms: async () => readAlarms(await clients.cloudWatch(), functionNameOf({ name: settings.environment }, "")),
  };
}

interface ReadCapacity {
  readonly feed: Feed;
  readonly levels: AppliedLevels;
  readonly since: Since;
  readonly observe: Observe;
}

async function readCapacity(capacity: Capacity, { feed, levels, since, observe }: ReadCapacity): Promise<void> {
  const names = await capacity.functions();
  const now = Date.now();
  const views = await Promise.all(
    names.map(
      async (name) =>
        [name, await capacityView(capacity, name, { observe: () => observe(name), levels, since, now })] as const,
    ),
  );
  feed.replace("functions", new Map(views));
}

/** The managed functions of an environment of this checkout, each with how many environments it had. */
export async function billedOf(environment: string, countsOf: (name: string) => readonly Count[]): Promise<Billed[]> {
  const [{ environmentNamed }, { managedFunctionsOf }, { managedFunctionOf }, { functionNameOf }] = await Promise.all([
    import("../../stacks/config/environments.ts"),
    import("../../stacks/config/managedFunctions.ts"),
    import("../../cost/simulate/functionBlock.ts"),
    import("../../stacks/shared/names.ts"),
  ]);
  return managedFunctionsOf(environmentNamed(environment)).map((configured) => {
    const name = functionNameOf({ name: environment }, configured.id);
    return { name, managed: managedFunctionOf(configured), counts: countsOf(name) };
  });
}

/** Puts the cost of the last hour into the feed. */
export async function readCost(
  feed: Feed,
  environment: string,
  countsOf: (name: string) => readonly Count[],
): Promise<void> {
  const [{ costView }, { readPrices }] = await Promise.all([
    import("./costView.ts"),
    import("../../cost/prices/readPrices.ts"),
  ]);
  feed.put("cost", "hour", costView(await billedOf(environment, countsOf), await readPrices(), Date.now()));
}
