// The whole app: every environment's stacks, in the order in which they need each other.
import { App } from "cdktf";
import { literal } from "./config/literal.ts";
import type { EnvironmentConfig } from "./config/schema.ts";
import { DataStack } from "./data/dataStack.ts";
import { NetworkStack } from "./network/networkStack.ts";
import { OperationsStack } from "./operations/operationsStack.ts";
import type { FunctionId } from "./service/functions.ts";
import { ServiceStack } from "./service/serviceStack.ts";

export interface CreateAppOptions {
  readonly environments: readonly EnvironmentConfig[];
  /** Path of each function's archive. */
  readonly archives: Readonly<Record<FunctionId, string>>;
  /** Of a team's own functions, by what they are made of. */
  readonly ownArchives?: Readonly<Record<string, string>>;
  /** Of FFmpeg's layer. @default that of npm run layer */
  readonly layerArchive?: string | undefined;
  /** Where to write; `cdktf.out`, or where the CDKTF command says. */
  readonly outFolder?: string;
  /** Zones that an environment does without, and that are still in use: they stay until the service has moved. */
  readonly leaving?: LeavingZones;
}

/** By environment: zones, with the block of their subnets. */
export type LeavingZones = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function createApp(options: CreateAppOptions): App {
  const { environments, archives, ownArchives, layerArchive, outFolder, leaving = {} } = options;
  const app = new App(outFolder ? { outdir: outFolder } : {});
  for (const environment of environments.map(literal)) {
    const zones = Object.entries(leaving[environment.name] ?? {}).map(([name, block]) => ({ name, block }));
    const network = new NetworkStack(app, environment, zones);
    const data = new DataStack(app, environment);
    const service = new ServiceStack(app, environment, { network, data, archives, ownArchives, layerArchive });
    new OperationsStack(app, environment, service);
  }
  return app;
}
