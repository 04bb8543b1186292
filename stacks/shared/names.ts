// The names of what the stacks create, in one place: some ARNs must be known before the resource that has them.
import type { EnvironmentConfig } from "../config/schema.ts";

const PREFIX = "video";

/** The name of the function with this id. */
export const functionNameOf = ({ name }: Pick<EnvironmentConfig, "name">, id: string): string =>
  `${name}-${PREFIX}-${id}`;

export function namesOf(environment: Pick<EnvironmentConfig, "name">) {
  const named = (what: string) => functionNameOf(environment, what);
  return {
    api: named("api"),
    processor: named("processor"),
    scaler: named("scaler"),
    dispatcher: named("dispatcher"),
    operator: named("operator"),
    overflow: named("overflow"),
    workflow: named("processing"),
    httpApi: named("http"),
    videosTable: named("videos"),
    capacityTable: named("capacity"),
    /** Before the account and the Region: names of buckets are unique in all of AWS. */
    media: named("media"),
    tick: named("tick"),
    deadLetters: named("dead-letters"),
    alarm: named("alarm"),
    executionsEnded: named("executions-ended"),
    sourceUploaded: named("source-uploaded"),
    vpc: named("vpc"),
    instances: named("instances"),
    endpoints: named("endpoints"),
    flowLog: named("flow-log"),
    ffmpeg: named("ffmpeg"),
  };
}

export type Names = ReturnType<typeof namesOf>;

/** What no function of a team's own may be called, because something else is. */
export const TAKEN_IDS: readonly string[] = [
  ...new Set(Object.entries(namesOf({ name: "" })).flatMap(([key, name]) => [key, name.slice(PREFIX.length + 2)])),
];
