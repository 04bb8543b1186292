import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { ENVIRONMENTS } from "../../../stacks/config/environments.ts";
import { FUNCTIONS } from "../../../stacks/service/functions.ts";
import { environmentInput, OVERFLOW } from "../../support/stacks/environments.ts";
import {
  ACCOUNT_ID,
  type LambdaFunction,
  PARTITION,
  removeTemporaryFolders,
  synthesise,
} from "../../support/stacks/template.ts";

const over = defineEnvironment(environmentInput({ name: "over", "functions.processor.overflow": OVERFLOW }));
const synthesised = synthesise([...ENVIRONMENTS, over]);
afterAll(removeTemporaryFolders);

const variablesIn = (environment: string, id: string) =>
  synthesised
    .stack(`${environment}-service`)
    .resource<LambdaFunction>("aws_lambda_function", { function_name: `${environment}-video-${id}` }).environment
    .variables;

describe.each([...ENVIRONMENTS, over])("the variables of $name", ({ name: environment, data, functions }) => {
  /** By function, with the handler that each runs. */
  const handlers = [
    ...FUNCTIONS.map((id) => [id, id] as const),
    ...(functions.processor.overflow ? [["overflow", "processor"] as const] : []),
  ];

  it.each(handlers)("of the %s are exactly what the handler of the %s reads", (id, code) => {
    const handler = readFileSync(new URL(`../../../app/${code}/handler.ts`, import.meta.url), "utf8");
    const [, schema = ""] = /z\.object\(\{(.*?)\}\)/s.exec(handler) ?? [];
    const read = [...schema.matchAll(/\b([A-Z_]{2,}):/g)].map(([, variable]) => String(variable));

    const unset = read.filter(
      (variable) =>
        ["LMI_LOCAL", "AWS_ENDPOINT_URL"].includes(variable) || // the local run's
        (variable.startsWith("FFMPEG_") && functions.processor.engine.type !== "ffmpeg") ||
        (variable.startsWith("SIMULATED_") && functions.processor.engine.type !== "simulated") ||
        (variable === "RETENTION_DAYS" && data.retentionDays === undefined) ||
        (variable.startsWith("OVERFLOW_") && !functions.processor.overflow),
    );
    const own = Object.keys(variablesIn(environment, id)).filter((variable) => !variable.startsWith("POWERTOOLS_"));
    expect(read.length).toBeGreaterThan(0);
    expect(own.toSorted()).toEqual(read.filter((variable) => !unset.includes(variable)).toSorted());
  });
});

describe("a function", () => {
  it("in which videos end is told how long they are kept, where they are not kept for ever", () => {
    const kept = ["dev", "prod"].map((environment) =>
      ["api", "processor", "dispatcher"].map((id) => variablesIn(environment, id).RETENTION_DAYS),
    );

    expect(kept).toEqual([
      ["30", "30", "30"],
      [undefined, undefined, undefined],
    ]);
  });

  it.each(ENVIRONMENTS)("knows the state machine as AWS will name it: $name", ({ name, region }) => {
    const machines = synthesised.stack(`${name}-service`).resources<{ name: string }>("aws_sfn_state_machine");

    expect(machines.map((machine) => machine.name)).toEqual([`${name}-video-processing`]);
    for (const id of ["api", "dispatcher"]) {
      expect(variablesIn(name, id).STATE_MACHINE_ARN).toBe(
        `arn:${PARTITION}:states:${region}:${ACCOUNT_ID}:stateMachine:${name}-video-processing`,
      );
    }
  });

  it("knows where it runs", () => {
    const places = ["processor", "overflow"].map((id) => variablesIn("over", id).RAN_ON);
    expect(places).toEqual(["managed", "overflow"]);
  });

  it.each([...ENVIRONMENTS, over])(
    "that claims videos knows the configuration: $name",
    ({ name, functions, workflow }) => {
      const { timeoutSeconds, maxConcurrency, lease, overflow } = functions.processor;

      expect(variablesIn(name, "dispatcher")).toMatchObject({
        VIDEOS_TABLE: variablesIn(name, "processor").VIDEOS_TABLE,
        CAPACITY_TABLE: variablesIn(name, "scaler").CAPACITY_TABLE,
        PROCESSOR_NAME: `${name}-video-processor`,
        PROCESSOR_TIMEOUT_SECONDS: String(timeoutSeconds),
        PROCESSOR_MAX_CONCURRENCY: String(maxConcurrency),
        LEASE_MIN: String(lease.min),
        LEASE_MAX: String(lease.max),
        SETTLE_SECONDS: String(workflow.settleSeconds),
        ...(overflow && { OVERFLOW_MAX_CONCURRENCY: "7", OVERFLOW_UP_TO: "20" }),
      });
    },
  );
});
