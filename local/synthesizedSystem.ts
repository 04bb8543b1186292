// What the synthesised stacks say about all that runs and listens, read once and in one place; tables and permissions are read
// where they are opened.
import { readWatching } from "./cloudWatch/definitions.ts";
import { readEventSettings } from "./events/destinations.ts";
import { readRules } from "./events/rules.ts";
import { readSchedules } from "./events/schedules.ts";
import { type FunctionSources, readCapacityProviders, readFunctions, unknownTo } from "./functions.ts";
import { readHttpApis } from "./httpApi/routes.ts";
import type { ScalingConfig } from "./lambda/service.ts";
import { readLogGroups } from "./logs/groups.ts";
import { readBuckets } from "./s3/definitions.ts";
import { readMappings, readQueues } from "./sqs/definitions.ts";
import { readMachines } from "./stepFunctions/machines.ts";
import type { Resolver } from "./terraform/resolve.ts";
import type { Synthesized } from "./terraform/synthesized.ts";

export type SynthesizedSystem = ReturnType<typeof readSystem>;

/**
 * Reads it, and keeps in `sources.deployed` when each was deployed.
 * @param carried scaling configs put at run time before the last stop, by function name
 * @throws the readers' errors, each one line
 */
export function readSystem(
  synthesized: Synthesized,
  resolver: Resolver,
  sources: FunctionSources,
  carried: ReadonlyMap<string, ScalingConfig>,
) {
  const { deployed, logFolder: folder } = sources;
  const [api] = readHttpApis(synthesized, resolver);
  const read = {
    functions: readFunctions(synthesized, resolver, sources, carried),
    capacityProviders: readCapacityProviders(synthesized, resolver, deployed),
    machines: readMachines(synthesized, resolver, deployed),
    logGroups: readLogGroups(synthesized, resolver, { folder, deployed }),
    buckets: readBuckets(synthesized, resolver, deployed),
    schedules: readSchedules(synthesized, resolver),
    queues: readQueues(synthesized, resolver),
    mappings: readMappings(synthesized, resolver),
    eventSettings: readEventSettings(synthesized, resolver),
    rules: readRules(synthesized, resolver),
    watching: readWatching(synthesized, resolver),
    api,
  };
  deployed.save();
  return read;
}

/** What is there and does not run, a line each. @param carried kept in `file` */
export const notRun = (
  { functions, schedules }: SynthesizedSystem,
  carried: ReadonlyMap<string, ScalingConfig>,
  { file, environment }: { file: string; environment: string },
): readonly string[] => [
  ...unknownTo(functions, carried).map(
    (name) => `${file}: ${name} is no function of ${environment}; kept for the one that has it`,
  ),
  ...schedules
    .filter(({ everyMs }) => !Number.isFinite(everyMs))
    .map(({ arn }) => `${arn}: by the calendar; deployed only`),
];
