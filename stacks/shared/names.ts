// The names of what the stacks create, in one place: some ARNs must be known before the resource that has them.
import type { EnvironmentConfig } from "../config/schema.ts";

const PREFIX = "video";

export function namesOf({ name }: Pick<EnvironmentConfig, "name">) {
  const named = (what: string) => `${name}-${PREFIX}-${what}`;
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
    tick: named("tick"),
    deadLetters: named("dead-letters"),
    executionsEnded: named("executions-ended"),
    vpc: named("vpc"),
    instances: named("instances"),
    endpoints: named("endpoints"),
    flowLog: named("flow-log"),
  };
}

export type Names = ReturnType<typeof namesOf>;
