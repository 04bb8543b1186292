// The synthesised alarms on the local CloudWatch, with the sources of its metrics: the scaler's own code, queues, functions, the
// HTTP API and the state machine, on a clock that the test moves by the minute.
import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jest } from "@jest/globals";
import { createCapacityRequests } from "../../../app/capacity/capacityRequests.ts";
import { createLambdaScaling } from "../../../app/capacity/lambdaScaling.ts";
import { emitTick } from "../../../app/scaler/metrics.ts";
import { createScaler } from "../../../app/scaler/scaler.ts";
import type { Step } from "../../../local/aws/call.ts";
import { readWatching } from "../../../local/cloudWatch/definitions.ts";
import { watchSystem } from "../../../local/cloudWatch/watch.ts";
import { Disk } from "../../../local/disk.ts";
import { giveToDestination, readEventSettings } from "../../../local/events/destinations.ts";
import { readSchedules, Schedules } from "../../../local/events/schedules.ts";
import { CallFaults } from "../../../local/faults/callFaults.ts";
import { begin, type Reach } from "../../../local/faults/effects.ts";
import type { Fault } from "../../../local/faults/kinds.ts";
import { Gateway } from "../../../local/httpApi/gateway.ts";
import { invokeThrough } from "../../../local/invoke.ts";
import type { Measured } from "../../../local/lambda/measured.ts";
import { LocalLambda } from "../../../local/lambda/service.ts";
import { readQueues } from "../../../local/sqs/definitions.ts";
import { openQueues } from "../../../local/sqs/queues.ts";
import { sqsOperations } from "../../../local/sqs/sqs.ts";
import { createResolver } from "../../../local/terraform/resolve.ts";
import { loadSynthesized } from "../../../local/terraform/synthesized.ts";
import { declarationOf } from "../../../stacks/config/declarations.ts";
import { managedFunctionsOf } from "../../../stacks/config/managedFunctions.ts";
import type { EnvironmentConfig } from "../../../stacks/config/schema.ts";
import { functionNameOf, namesOf } from "../../../stacks/shared/names.ts";
import { memoryCapacityTable } from "../app/capacityTable.ts";
import { ManualClock as AppClock } from "../app/clock.ts";
import { setEnvironment } from "../app/functions.ts";
import { FakeLambda } from "../app/lambda.ts";
import { recordingLog } from "../app/log.ts";
import { serve, serveAws } from "../http/httpServer.ts";
import { ECHO_HANDLER, handlerFolder } from "../lambda/processes.ts";
import { capacityProviderSpec, functionSpec, ManualClock, managedSpec } from "../lambda/simulation.ts";

const ZERO = { min: 0, max: 0 };

/** Runs everything that is there for the environment, as it was synthesised into the folder. */
export async function watchedSystem(environment: EnvironmentConfig, outFolder: string) {
  const folder = mkdtempSync(join(tmpdir(), "watched-"));
  const synthesized = await loadSynthesized(outFolder, environment.name);
  const resolver = createResolver(synthesized);
  const { accountId, region } = resolver.place(`${environment.name}-service`);
  const clock = new ManualClock();
  const disk = new Disk();
  const said: string[] = [];
  const say = (subject: string, what: string) => void said.push(`${subject}: ${what}`);
  const queues = openQueues({ specs: readQueues(synthesized, resolver), folder, disk, clock, say });
  const watching = readWatching(synthesized, resolver);
  const providers = synthesized
    .resources("aws_lambda_capacity_provider")
    .map((resource) => String(resolver.attribute(resource, "name")));
  const groups = providers.map((name) => ({
    name: `/aws/lambda/capacity-provider/${name}`,
    arn: "",
    createdAt: 0,
    metricFilters: 1,
    file: join(folder, `${name}.log`),
  }));
  const watch = watchSystem({
    watching,
    queues,
    clock,
    say,
    groups,
    beforeWrite: () => {},
    onError: console.error,
    capacity: () => lambda.shown(),
  });

  // What functions print goes to their log groups.
  jest.spyOn(Date, "now").mockImplementation(() => clock.now());
  jest.spyOn(console, "log").mockImplementation((line) => watch.logged("any", String(line), clock.now()));
  const by = (name: string, print: () => unknown) => {
    setEnvironment({ POWERTOOLS_SERVICE_NAME: name });
    return print();
  };

  const names = namesOf(environment);
  const nameOf = (id: string) => functionNameOf(environment, id);
  const appClock = Object.assign(new AppClock(), { now: () => new Date(clock.now()) });
  const control = new FakeLambda();
  const reconciled = managedFunctionsOf(environment).filter(({ isReconciled }) => isReconciled);
  for (const { id } of reconciled) control.hasSettled(nameOf(id), ZERO);
  const capacity = createCapacityRequests({
    table: memoryCapacityTable(
      reconciled.map((one) => declarationOf(one, environment)),
      appClock,
    ),
    scaling: createLambdaScaling(control.client),
    clock: appClock,
    log: recordingLog(),
    monotonic: () => clock.now(),
  });
  const scaler = createScaler(capacity, (done, failures) => emitTick(done, failures, clock.now()));

  const handler = handlerFolder(ECHO_HANDLER);
  const toQueue = (arn: string, body: string) => void queues.find(({ spec }) => spec.arn === arn)?.send(body);
  const queueing = { eventSettings: readEventSettings(synthesized, resolver), toQueue };
  const ended = new EventEmitter<{ invocation: [Measured] }>();
  const lambda = new LocalLambda(
    [
      ...managedFunctionsOf(environment).map(({ id }) => {
        const capacityProviderName = providers.find((name) => name.startsWith(`${nameOf(id)}-`)) ?? "";
        return managedSpec({ capacityProviderName, initialScalingConfig: ZERO }, { name: nameOf(id) });
      }),
      {
        ...functionSpec({ name: names.scaler, arn: `arn:aws:lambda:${region}:${accountId}:function:${names.scaler}` }),
        ...handler,
      },
    ],
    providers.map((name) => capacityProviderSpec({ name })),
    {
      launchSeconds: 0,
      workersPerEnvironment: 1,
      region,
      accountId,
      extraEnvironment: {},
      clock,
      report: watch.lambda,
      measured: (measured) => {
        watch.measured(measured);
        ended.emit("invocation", measured);
      },
      lost: (event, loss) =>
        void giveToDestination(queueing, event, { payload: event.payload, ...loss, at: clock.now() }),
      eventBounds: (name) => queueing.eventSettings.get(name),
    },
  );
  lambda.start();
  await lambda.ready();
  const callFaults = new CallFaults();
  const faults: Step = watch.counted(callFaults.step);
  const reach: Reach = { calls: callFaults, interventions: lambda.interventions, disk };
  const healthy = {
    invoke: async (name: string) => {
      watch.measured({ function: name, outcome: "succeeded", milliseconds: 20 });
      return { requestId: "r", executedVersion: "1", payload: '{"statusCode":200}' };
    },
  } as unknown as LocalLambda;
  const invokeLambda = invokeThrough(healthy, faults, { invoke: () => undefined });

  const [api = ""] = watching.alarms.flatMap(({ queries }) =>
    queries.flatMap(({ metric }) => metric?.id.dimensions.ApiId ?? []),
  );
  const gateway = new Gateway({
    api: {
      id: api,
      executionArn: "",
      name: "api",
      stage: "$default",
      routes: [
        { key: "$default", functionArn: nameOf("api"), timeoutMilliseconds: 1_000, scopes: [], authorization: "NONE" },
      ],
    },
    accountId,
    invokeLambda,
    onServed: (served) => watch.request(api, served),
  });
  const aws = await serveAws({
    lambda: lambda.operations,
    sqs: sqsOperations({ queues, clock, url: "http://localhost", accountId }),
  });
  const schedules = new Schedules({
    schedules: readSchedules(synthesized, resolver).filter(({ targetArn }) => targetArn.endsWith(names.scaler)),
    invokeLambda: invokeThrough(lambda, faults, { invoke: () => undefined }, "Event"),
    ...queueing,
    onError: ({ message }) => say("background", message),
    now: () => clock.now(),
    wait: (milliseconds) => new Promise((resolve) => void clock.after(milliseconds, resolve)),
  });
  const server = await serve((request, response) =>
    gateway.handle(request, response, new URL(`http://localhost${request.url}`)),
  );

  return {
    clock,
    said,
    watch,
    watching,
    names,
    nameOf,
    control,
    capacity,
    lambda,
    invokeLambda,
    queue: (name: string) => queues.find(({ spec }) => spec.name === name),
    by,
    /** A tick of the scaler, also of one that fails. */
    tick: () => by(names.scaler, () => scaler({ action: "reconcile" }).catch(() => {})) as Promise<unknown>,
    /** So many requests of the HTTP API. */
    requests: async (count: number) => {
      for (let n = 0; n < count; n++) await fetch(server.endpoint).then((answer) => answer.arrayBuffer());
    },
    fault: (fault: Fault) => begin(fault, reach).end ?? (() => {}),
    stateOf: (name: string) => watch.cloudWatch.alarms().find((alarm) => alarm.name === name)?.state,
    awsUrl: aws.endpoint,
    /** The schedule's own tick, of the scaler as a function. */
    scheduledTick: () => schedules.start({ runAtStart: true, repeat: false }),
    /** Resolves when the function has answered. */
    answered: async (name: string) => {
      for (;;) {
        const [measured] = await once(ended, "invocation");
        if (measured.function === name) return measured;
      }
    },
    close: async () => {
      schedules.stop();
      await aws.close();
      await lambda.stop();
      await server.close();
      rmSync(folder, { recursive: true });
      handler.remove();
    },
  };
}

export type WatchedSystem = Awaited<ReturnType<typeof watchedSystem>>;
