// The service: capacity providers and the functions on them, the scaler that drives them, the API and the workflow.
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { isOwn, type OwnFunctionConfig } from "../config/functions.ts";
import { type ManagedFunction as Configured, managedFunctionsOf } from "../config/managedFunctions.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import type { DataStack, StoreReference } from "../data/dataStack.ts";
import type { NetworkStack } from "../network/networkStack.ts";
import { EnvironmentStack } from "../shared/environmentStack.ts";
import { addScaling } from "./addScaling.ts";
import { Bundle } from "./bundle.ts";
import { addCapacities } from "./capacities.ts";
import type { ManagedCapacity } from "./capacityProvider.ts";
import { ffmpegLayers } from "./ffmpegLayer.ts";
import { apiRights, dispatcherRights, mapRights, processorRights, type Reach, scalerRights } from "./functionRights.ts";
import type { FunctionId } from "./functions.ts";
import {
  apiVariables,
  dispatcherVariables,
  processorVariables,
  scalerVariables,
  type VariableSources,
} from "./functionVariables.ts";
import { HttpApi } from "./httpApi.ts";
import { ManagedFunction } from "./managedFunction.ts";
import { OrdinaryFunction } from "./ordinaryFunction.ts";
import { OwnFunction } from "./ownFunction.ts";
import { runDefinition } from "./workflow/runDefinition.ts";
import { StateMachine } from "./workflow/stateMachine.ts";

export interface ServiceStackOptions {
  readonly network: NetworkStack;
  readonly data: DataStack;
  /** Path of each function's archive. */
  readonly archives: Readonly<Record<FunctionId, string>>;
  /** Of a team's own functions, by what they are made of: `handler` or `code` of their entry. */
  readonly ownArchives?: Readonly<Record<string, string>> | undefined;
  readonly layerArchive?: string | undefined;
}

export class ServiceStack extends EnvironmentStack {
  readonly scaler: LambdaFunction;
  readonly dispatcher: LambdaFunction;
  readonly processor: LambdaFunction;
  /** The processor's code on ordinary Lambda, where that is configured. */
  readonly overflow: LambdaFunction | undefined;
  readonly workflow: StateMachine;
  /** The bucket of sources and outputs. */
  readonly media: StoreReference;

  readonly httpApiId: string;
  /** Names of the capacity providers, by the id of the function that has it. */
  readonly providerNames: ReadonlyMap<string, string>;

  /** A team's own functions, by id. */
  readonly own: ReadonlyMap<string, LambdaFunction>;

  readonly #options: ServiceStackOptions;
  readonly #managed: readonly Configured[];
  readonly #layers: readonly string[];

  constructor(scope: Construct, config: EnvironmentConfig, options: ServiceStackOptions) {
    super(scope, "service", config);
    this.#options = options;
    this.media = options.data.media;

    this.#managed = managedFunctionsOf(config);
    const { layerArchive: archive } = options;
    this.#layers = ffmpegLayers(this, { config, name: this.names.ffmpeg, bucket: this.media.name, archive });
    const capacities = addCapacities(this, this.#managed, options.network);
    this.providerNames = new Map([...capacities].map(([id, { name }]) => [id, name]));
    const capacityOf = (host: string) => capacities.get(host) as ManagedCapacity;
    const api = this.#addApi(capacityOf("api"));
    this.processor = this.#addProcessor(capacityOf("processor"));
    this.own = new Map(
      this.#managed.flatMap((managed) =>
        isOwn(managed.config) ? [[managed.id, this.#addOwn(managed.id, managed.config, capacityOf(managed.host))]] : [],
      ),
    );
    const functions = new Map([["processor", this.processor], ["api", api], ...this.own]);
    const reconciled = this.#managed.filter(({ isReconciled }) => isReconciled).map(({ id }) => id);
    this.scaler = this.#addScaler([...functions].flatMap(([id, fn]) => (reconciled.includes(id) ? [fn] : [])));
    this.dispatcher = this.#addDispatcher();
    this.overflow = this.#addOverflow();
    this.workflow = this.#addWorkflow();
    addScaling(this, { managed: this.#managed, functions, capacityTable: options.data.capacity.name });
    const httpApi = new HttpApi(this, "http-api", { name: this.names.httpApi, environment: config, target: api });
    const { endpoint } = httpApi;
    this.httpApiId = httpApi.id;
    new TerraformOutput(this, "endpoint", { value: endpoint, staticId: true, description: "Base URL of the HTTP API" });
    for (const [id, { functionName: value }] of this.own) {
      new TerraformOutput(this, `${id}_function`, { value, staticId: true, description: `Name of the function ${id}` });
    }
  }

  /** The state machine's ARN by name: the dispatcher is part of the machine, so it cannot refer to it. */
  get #workflowArn(): string {
    return this.arn("states", `stateMachine:${this.names.workflow}`);
  }

  get #executionsArn(): string {
    return this.arn("states", `execution:${this.names.workflow}:*`);
  }

  /** By name: the queue is of the operations, which come after. */
  get #deadLettersArn(): string {
    return this.arn("sqs", this.names.deadLetters);
  }

  #addOwn(id: string, entry: OwnFunctionConfig, capacity: ManagedCapacity): LambdaFunction {
    const { accountId, config: environment } = this;
    const archives = this.#options.ownArchives ?? {};
    const options = { id, entry, capacity, accountId, environment, archives, deadLettersArn: this.#deadLettersArn };
    const { function: own, queueUrl } = new OwnFunction(this, `function-${id}`, options);
    if (queueUrl !== undefined) {
      const description = `URL of the queue whose messages call ${id}`;
      new TerraformOutput(this, `${id}_queue`, { value: queueUrl, staticId: true, description });
    }
    return own;
  }

  /** @param as what it is called, where one archive is deployed twice */
  #base(id: FunctionId, as: FunctionId | "overflow" = id) {
    return {
      name: this.names[as],
      bundle: new Bundle(this, `${as}-bundle`, this.#options.archives[id]),
      environment: this.config,
      accountId: this.accountId,
    };
  }

  /** What the functions reach, as their rights name it. */
  get #reach(): Omit<Reach, "scaledArns"> {
    const { videos, capacity } = this.#options.data;
    return {
      videosArn: videos.arn,
      capacityArn: capacity.arn,
      mediaArn: this.media.arn,
      sourceArns: this.config.sources.buckets.map((bucket) =>
        this.arn("s3", `${bucket}/*`, { region: "", account: "" }),
      ),
      workflow: { arn: this.#workflowArn, executionsArn: this.#executionsArn },
      deadLettersArn: this.#deadLettersArn,
    };
  }

  get #variableSources(): VariableSources {
    const { videos, capacity } = this.#options.data;
    const { config, names } = this;
    return {
      config,
      names,
      videosTable: videos.name,
      capacityTable: capacity.name,
      mediaBucket: this.media.name,
      workflowArn: this.#workflowArn,
    };
  }

  #addApi(capacity: ManagedCapacity): LambdaFunction {
    return new ManagedFunction(this, "api", {
      ...this.#base("api"),
      description: "The video API: all routes in one function, many requests at once",
      config: this.config.functions.api,
      capacity,
      variables: apiVariables(this.#variableSources),
      statements: apiRights(this.#reach),
    }).function;
  }

  #addProcessor(capacity: ManagedCapacity): LambdaFunction {
    return new ManagedFunction(this, "processor", {
      ...this.#base("processor"),
      description: "Processes videos; deactivated until a run asks for capacity",
      config: this.config.functions.processor,
      capacity,
      variables: processorVariables(this.#variableSources, "managed"),
      layers: this.#layers,
      statements: processorRights(this.#reach),
    }).function;
  }

  #addOverflow(): LambdaFunction | undefined {
    const { overflow, timeoutSeconds, architecture } = this.config.functions.processor;
    if (!overflow) return undefined;
    return new OrdinaryFunction(this, "overflow", {
      ...this.#base("processor", "overflow"),
      description: "Processes videos while managed instances are not there",
      timeoutSeconds,
      architecture,
      memoryMib: overflow.memoryMib,
      reservedConcurrency: overflow.maxConcurrency,
      variables: processorVariables(this.#variableSources, "overflow"),
      layers: this.#layers,
      statements: processorRights(this.#reach),
    }).function;
  }

  /** @param scaled the functions whose scaling config is the reconciler's */
  #addScaler(scaled: readonly LambdaFunction[]): LambdaFunction {
    return new OrdinaryFunction(this, "scaler", {
      ...this.#base("scaler"),
      description: "Makes scaling configs equal to what leases and baselines ask for",
      timeoutSeconds: 50,
      variables: scalerVariables(this.#variableSources),
      statements: scalerRights({ ...this.#reach, scaledArns: scaled.map(({ arn }) => arn) }),
    }).function;
  }

  #addDispatcher(): LambdaFunction {
    return new OrdinaryFunction(this, "dispatcher", {
      ...this.#base("dispatcher"),
      description: "Gives runs their videos, and sees to it that every video gets to its end",
      timeoutSeconds: 50,
      variables: dispatcherVariables(this.#variableSources),
      statements: dispatcherRights(this.#reach),
    }).function;
  }

  #addWorkflow(): StateMachine {
    const { processor, scaler, dispatcher, overflow } = this;
    return new StateMachine(this, "workflow", {
      name: this.names.workflow,
      accountId: this.accountId,
      environment: this.config,
      definition: runDefinition({
        invoke: this.arn("states", "lambda:invoke", { region: "", account: "" }),
        scalerArn: scaler.arn,
        dispatcherArn: dispatcher.arn,
        processorArn: processor.arn,
        processorName: processor.functionName,
        overflowArn: overflow?.arn,
        videoSeconds: this.config.functions.processor.timeoutSeconds,
        settleSeconds: this.config.workflow.settleSeconds,
      }),
      functionArns: [scaler, processor, dispatcher, ...(overflow ? [overflow] : [])].map(({ arn }) => arn),
      statements: mapRights(this.#reach.workflow, this.arn("states", `execution:${this.names.workflow}/*`)),
    });
  }
}
