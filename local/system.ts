// The synthesised system, running: puts the parts together in the order in which they need each other, and takes them apart.
import { EventEmitter } from "node:events";
import { join } from "node:path";
import { ADMIN_PATH, createAdmin } from "./admin.ts";
import type { AwsCall } from "./aws/call.ts";
import { createDoor } from "./aws/door.ts";
import { createLimits } from "./aws/limits.ts";
import { CarriedScaling } from "./carriedScaling.ts";
import { cloudWatchOperations } from "./cloudWatch/operations.ts";
import { watchSystem } from "./cloudWatch/watch.ts";
import { createFace, type LocalFace } from "./console/face.ts";
import { forget, PARTS, type Part } from "./dataFolder.ts";
import { Deployed } from "./deployed.ts";
import { Disk } from "./disk.ts";
import { readTableItems, readTables } from "./dynamodb/definitions.ts";
import { openTables } from "./dynamodb/tables.ts";
import { EventBus } from "./events/bus.ts";
import { giveToDestination } from "./events/destinations.ts";
import { executionStatusEvent } from "./events/executionStatus.ts";
import { Schedules } from "./events/schedules.ts";
import { createFailureReport } from "./failures.ts";
import { CallFaults } from "./faults/callFaults.ts";
import { begin } from "./faults/effects.ts";
import { Faults } from "./faults/faults.ts";
import { describeFunction } from "./functions.ts";
import { eachMinute } from "./housekeeping.ts";
import { createApiDoor } from "./httpApi/door.ts";
import type { Served } from "./httpApi/gateway.ts";
import { readPermissions } from "./iam/synthesized.ts";
import { usesOf } from "./iam/trust.ts";
import { invokeThrough } from "./invoke.ts";
import { systemClock } from "./lambda/clock.ts";
import { ffmpegHere } from "./lambda/ffmpeg.ts";
import { LocalLambda } from "./lambda/service.ts";
import { logsOperations } from "./logs/logs.ts";
import type { Narration } from "./narration.ts";
import type { LocalOptions } from "./options.ts";
import { openS3 } from "./s3/open.ts";
import type { Ports } from "./servers.ts";
import { describeMapping } from "./sqs/definitions.ts";
import { createPollers } from "./sqs/pollers.ts";
import { openQueues } from "./sqs/queues.ts";
import { sqsOperations } from "./sqs/sqs.ts";
import { StepFunctions } from "./stepFunctions/stepFunctions.ts";
import { stsOperations } from "./sts/sts.ts";
import { notRun, readSystem } from "./synthesizedSystem.ts";
import { createResolver } from "./terraform/resolve.ts";
import { loadSynthesized } from "./terraform/synthesized.ts";

export interface LocalSystem {
  /** What runs where: a line per function. */
  readonly runs: readonly string[];
  readonly awsUrl: string;
  readonly apiUrl: string;
  readonly region: string;
  readonly face: LocalFace;
  /** Ends every process and closes every store; what runs is taken up again by the next start. */
  stop(): Promise<void>;
}

/**
 * Runs what was synthesised for the environment; resolves when every function has been published.
 * @param ports closed by the system's stop, also when it does not start
 * @throws DamagedError, UnresolvableError and the readers' errors, each one line
 */
export async function startSystem(options: LocalOptions, ports: Ports, narration: Narration): Promise<LocalSystem> {
  const { outFolder, dataFolder, environment } = options;
  const failed = createFailureReport(narration.say);
  const disk = new Disk();
  const stopping: (() => Promise<void> | void)[] = [() => ports.close()];
  const stop = async () => {
    for (const part of stopping.splice(0).reverse()) await part();
  };
  try {
    const { aws, http } = ports;
    const awsUrl = `http://127.0.0.1:${aws.port}`;

    forget(dataFolder, options.fresh);
    const kept = (part: Part) => join(dataFolder, PARTS[part]);
    const synthesized = await loadSynthesized(outFolder, environment);
    const resolver = createResolver(synthesized);
    const place = resolver.place(`${environment}-service`);
    const { accountId, region } = place;

    const definitions = readTables(synthesized, resolver);
    const tables = await openTables({
      path: kept("dynamodb"),
      tables: definitions,
      items: readTableItems(synthesized, resolver),
      accountId,
      region,
      beforeWrite: disk.beforeWrite,
    });
    stopping.push(() => tables.close());
    stopping.push(eachMinute(() => tables.sweepExpired(new Date()), "dynamodb time to live", failed));

    const carried = new CarriedScaling(kept("scaling"), disk, (error) => failed("scaling configs", error));
    stopping.push(() => carried.close());
    const deployed = new Deployed(kept("deployed"));
    const sources = { outFolder, codeFolder: kept("code"), logFolder: kept("logs"), deployed };
    const read = readSystem(synthesized, resolver, sources, carried.configs);
    const { functions, capacityProviders, machines, logGroups, mappings, api } = read;
    for (const line of notRun(read, carried.configs, { file: kept("scaling"), environment }))
      narration.say("local", line);
    const queues = openQueues({
      specs: read.queues,
      folder: kept("queues"),
      disk,
      clock: systemClock,
      say: narration.say,
    });
    const toQueue = (arn: string, body: string) => void queues.find(({ spec }) => spec.arn === arn)?.send(body);
    const watch = watchSystem({
      watching: read.watching,
      queues,
      clock: systemClock,
      say: narration.say,
      groups: logGroups,
      beforeWrite: disk.beforeWrite,
      onError: (error) => failed("logs", error),
      capacity: () => lambda.shown(),
    });
    const { cloudWatch } = watch;
    stopping.push(() => cloudWatch.stop());
    const permissions = readPermissions(synthesized, resolver, {
      place,
      tables: definitions,
      uses: usesOf({ functions, capacityProviders, machines, schedules: read.schedules }),
      report: (line) => narration.say("permissions", line),
    });
    const queueing = { eventSettings: read.eventSettings, refusedByQueue: permissions.deadLetter, toQueue };
    const ffmpeg = ffmpegHere(synthesized, resolver);
    const lambda = new LocalLambda(functions, capacityProviders, {
      launchSeconds: options.launchSeconds,
      workersPerEnvironment: options.workers,
      region,
      accountId,
      credentials: ({ role, name }) => permissions.session(role, name).credentials,
      extraEnvironment: { AWS_ENDPOINT_URL: awsUrl, LMI_LOCAL: "true", ...ffmpeg.variables },
      disk,
      onError: (error) => failed("logs", error),
      report: (event) => {
        if (event.kind === "scaling-requested") carried.put(event.function, event.to);
        watch.lambda(event);
        narration.lambda(event);
      },
      lost: (event, loss) => {
        const refusal = giveToDestination(queueing, event, { payload: event.payload, ...loss, at: Date.now() });
        if (refusal !== undefined) failed("background", `${event.name}: its destination refuses an event: ${refusal}`);
      },
      eventBounds: (name) => read.eventSettings.get(name),
      measured: watch.measured,
      logged: watch.logged,
    });
    stopping.push(() => lambda.stop());
    const callFaults = new CallFaults();
    const faultStep = watch.counted(callFaults.step);
    const reach = { calls: callFaults, interventions: lambda.interventions, disk };
    const faults = new Faults({ begin: (fault) => begin(fault, reach), clock: systemClock, say: narration.say });
    stopping.push(() => void faults.clear());
    const invokeLambda = invokeThrough(lambda, faultStep, permissions);
    const onError = (error: unknown) => failed("background", error);
    const handingOver = { invokeLambda: invokeThrough(lambda, faultStep, permissions, "Event"), ...queueing, onError };
    const pollers = createPollers({
      mappings,
      queues,
      functions,
      permissions,
      clock: systemClock,
      invokeLambda: invokeThrough(lambda, faultStep, { invoke: () => undefined }), // Lambda calls its own functions
      say: narration.say,
      onError,
    });
    stopping.push(() => pollers.stop());

    const bus = new EventBus({ rules: read.rules, ...handingOver });
    stopping.push(() => bus.stop());
    const s3 = openS3({
      folder: kept("s3"),
      buckets: read.buckets,
      place,
      disk,
      publish: (event) => bus.publish(event),
      permissions,
      failed,
    });
    stopping.push(() => s3.stop());
    const stepFunctions = new StepFunctions({
      machines,
      folder: kept("executions"),
      disk,
      invokeLambda,
      onStatusChange: (execution) => {
        watch.execution(execution);
        narration.execution(execution);
        bus.publish(executionStatusEvent(execution));
      },
      onError,
    });
    stopping.push(() => stepFunctions.stop());
    await stepFunctions.load();
    const schedules = new Schedules({ schedules: read.schedules, ...handingOver });
    stopping.push(() => schedules.stop());

    const services = {
      dynamodb: tables.operations,
      lambda: lambda.operations,
      states: stepFunctions.operations,
      logs: logsOperations(logGroups),
      cloudwatch: cloudWatchOperations(cloudWatch, Date.now),
      sqs: sqsOperations({ queues, clock: systemClock, url: awsUrl, accountId }),
      s3: s3.operations,
      sts: stsOperations({ ...place, principalOf: (accessKeyId) => permissions.principal(accessKeyId) }),
    };
    const limits = createLimits(region);
    const calls = new EventEmitter<{ done: [AwsCall] }>();
    const door = createDoor({
      services,
      steps: [faultStep, limits.step, s3.signatures, permissions.step],
      onError: ({ service, operation }, error) => failed(`${service} ${operation}`, error),
      onDone: (call) => calls.emit("done", call),
    });
    const admin = createAdmin({ faults, limits });
    aws.serve((request, response, url) => (url.pathname.startsWith(ADMIN_PATH) ? admin : door)(request, response, url));
    lambda.start();
    await lambda.ready();
    await stepFunctions.resume();
    pollers.start();
    cloudWatch.start();
    schedules.start({ runAtStart: true, repeat: !options.tickOnce });
    if (api) {
      const onServed = (served: Served) => {
        watch.request(api.id, served);
        narration.request(served);
      };
      http.serve(createApiDoor({ api, accountId, invokeLambda, onServed }, `http://127.0.0.1:${http.port}`));
    }
    return {
      runs: [...functions.map(describeFunction), ...mappings.map(describeMapping), ...ffmpeg.lines],
      awsUrl,
      apiUrl: `http://127.0.0.1:${http.port}`,
      region,
      face: createFace({ lambda, faults, cloudWatch, schedules, calls, codeFolder: kept("code") }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
