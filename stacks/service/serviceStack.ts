// The service: capacity providers and the functions on them, the scaler that drives them, the API and the workflow.
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import { environmentLimit } from "../config/rules.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import type { DataStack } from "../data/dataStack.ts";
import type { NetworkStack } from "../network/networkStack.ts";
import { EnvironmentStack } from "../shared/environmentStack.ts";
import type { Statement } from "../shared/policy.ts";
import { ServiceRole } from "../shared/serviceRole.ts";
import { Bundle } from "./bundle.ts";
import {
  capacityProviderName,
  instanceLogGroupName,
  ManagedCapacity,
  type ManagedCapacityOptions,
} from "./capacityProvider.ts";
import { DeclarationItem } from "./declaration.ts";
import { apiRights, dispatcherRights, processorRights, type Reach, scalerRights } from "./functionRights.ts";
import type { FunctionId } from "./functions.ts";
import { HttpApi } from "./httpApi.ts";
import { ManagedFunction } from "./managedFunction.ts";
import { operatorStatements } from "./operatorRole.ts";
import { OrdinaryFunction } from "./ordinaryFunction.ts";
import { FunctionScalingConfig } from "./scalingConfig.ts";
import { batchDefinition } from "./workflow/batchDefinition.ts";
import { StateMachine } from "./workflow/stateMachine.ts";
import type { WorkflowFunctions } from "./workflow/tasks.ts";
import { videoDefinition } from "./workflow/videoDefinition.ts";

export interface ServiceStackOptions {
  readonly network: NetworkStack;
  readonly data: DataStack;
  /** Path of each function's archive. */
  readonly archives: Readonly<Record<FunctionId, string>>;
}

const MANAGED = ["api", "processor"] as const;

export class ServiceStack extends EnvironmentStack {
  readonly scaler: LambdaFunction;
  readonly dispatcher: LambdaFunction;
  readonly processor: LambdaFunction;
  /** Of the workflow of videos that are processed at once, and of the batches'. */
  readonly stateMachines: readonly StateMachine[];

  readonly #options: ServiceStackOptions;

  constructor(scope: Construct, config: EnvironmentConfig, options: ServiceStackOptions) {
    super(scope, "service", config);
    this.#options = options;

    const capacities = this.#addCapacities();
    const api = this.#addApi(capacities.api);
    this.processor = this.#addProcessor(capacities.processor);
    this.scaler = this.#addScaler(this.#isScaledByWindows ? [this.processor, api] : [this.processor]);
    this.dispatcher = this.#addDispatcher();
    this.stateMachines = [this.#addWorkflow(), this.#addBatch()];

    this.#declare("processor", config.processor.baseline);
    // Terraform owns the api's scaling config while nothing else changes it. The reconciler's are in no plan.
    if (this.#isScaledByWindows) this.#declare("api", config.api.scalingConfig);
    else new FunctionScalingConfig(this, "api-scaling", { target: api, config: config.api.scalingConfig });
    const { endpoint } = new HttpApi(this, "http-api", { name: this.names.httpApi, environment: config, target: api });
    new TerraformOutput(this, "endpoint", { value: endpoint, staticId: true, description: "Base URL of the HTTP API" });
  }

  /** A state machine's ARN by name: the dispatcher is part of the machines, so it cannot refer to them. */
  #stateMachineArn(name: string): string {
    return this.arn("states", `stateMachine:${name}`);
  }

  #executionsArn(name: string): string {
    return this.arn("states", `execution:${name}:*`);
  }

  /** Whether the api's capacity changes at run time too. */
  get #isScaledByWindows(): boolean {
    return this.config.api.windows.length > 0;
  }

  /** Makes a function's scaling config the reconciler's: from this baseline, with its windows, within its vCPU cap. */
  #declare(id: (typeof MANAGED)[number], baseline: ScalingConfig): void {
    const config = this.config[id];
    new DeclarationItem(this, `${id}-declaration`, {
      tableName: this.#options.data.capacity.name,
      declaration: {
        functionName: this.names[id],
        baseline,
        windows: config.windows,
        limit: environmentLimit(config),
      },
    });
  }

  #addCapacities(): Record<(typeof MANAGED)[number], ManagedCapacity> {
    const { network } = this.#options;
    const securityGroupIds = [network.instanceSecurityGroupId];
    const options = (id: (typeof MANAGED)[number]): ManagedCapacityOptions => ({
      name: this.names[id],
      config: this.config[id].capacityProvider,
      network: this.config.network,
      subnetIds: network.subnetIds,
      securityGroupIds,
    });
    const operator = new ServiceRole(this, "operator", {
      name: this.names.operator,
      service: "lambda.amazonaws.com",
      accountId: this.accountId,
      statements: operatorStatements({
        arn: (resource) => this.arn("ec2", resource),
        imageArn: this.arn("ec2", "image/*", { account: "" }),
        subnetIds: network.subnetIds,
        securityGroupIds,
        logGroupArns: MANAGED.map((id) => {
          const name = capacityProviderName(options(id));
          return this.arn("logs", `log-group:${instanceLogGroupName(name)}`);
        }),
      }),
    });
    const capacity = (id: (typeof MANAGED)[number]) =>
      new ManagedCapacity(this, `${id}-capacity`, {
        ...options(id),
        operator,
        logRetentionDays: this.config.logs.retentionDays,
      });
    return { api: capacity("api"), processor: capacity("processor") };
  }

  #base(id: FunctionId) {
    return {
      name: this.names[id],
      bundle: new Bundle(this, `${id}-bundle`, this.#options.archives[id]),
      environment: this.config,
      accountId: this.accountId,
    };
  }

  /** What the functions reach, as their rights name it. */
  get #reach(): Omit<Reach, "scaledArns"> {
    const { videos, capacity } = this.#options.data;
    const machine = (name: string) => ({ arn: this.#stateMachineArn(name), executionsArn: this.#executionsArn(name) });
    return {
      videosArn: videos.arn,
      capacityArn: capacity.arn,
      workflow: machine(this.names.workflow),
      batch: machine(this.names.batch),
    };
  }

  #addApi(capacity: ManagedCapacity): LambdaFunction {
    return new ManagedFunction(this, "api", {
      ...this.#base("api"),
      description: "The video API: all routes in one function, many requests at once",
      config: this.config.api,
      capacity,
      variables: {
        VIDEOS_TABLE: this.#options.data.videos.name,
        STATE_MACHINE_ARN: this.#stateMachineArn(this.names.workflow),
      },
      statements: apiRights(this.#reach),
    }).function;
  }

  #addProcessor(capacity: ManagedCapacity): LambdaFunction {
    const { engine } = this.config.processor;
    return new ManagedFunction(this, "processor", {
      ...this.#base("processor"),
      description: "Processes videos; deactivated until a workflow asks for capacity",
      config: this.config.processor,
      capacity,
      variables: {
        VIDEOS_TABLE: this.#options.data.videos.name,
        ENGINE: engine.type,
        SIMULATED_CPU_MILLISECONDS: String(engine.cpuMilliseconds),
        ...this.#retention,
      },
      statements: processorRights(this.#reach),
    }).function;
  }

  /** @param scaled the functions whose scaling config is the reconciler's */
  #addScaler(scaled: readonly LambdaFunction[]): LambdaFunction {
    const { capacity } = this.#options.data;
    return new OrdinaryFunction(this, "scaler", {
      ...this.#base("scaler"),
      description: "Makes scaling configs equal to what leases and baselines ask for",
      timeoutSeconds: 50,
      variables: { CAPACITY_TABLE: capacity.name },
      statements: scalerRights({ ...this.#reach, scaledArns: scaled.map(({ arn }) => arn) }),
    }).function;
  }

  #addDispatcher(): LambdaFunction {
    const { videos, capacity } = this.#options.data;
    const { workflow, batch, processor } = this.names;
    return new OrdinaryFunction(this, "dispatcher", {
      ...this.#base("dispatcher"),
      description: "Sees to it that every video in flight gets to its end",
      timeoutSeconds: 50,
      variables: {
        VIDEOS_TABLE: videos.name,
        CAPACITY_TABLE: capacity.name,
        STATE_MACHINE_ARN: this.#stateMachineArn(workflow),
        BATCH_STATE_MACHINE_ARN: this.#stateMachineArn(batch),
        PROCESSOR_NAME: processor,
        PROCESSOR_TIMEOUT_SECONDS: String(this.config.processor.timeoutSeconds),
        PROCESSOR_MAX_CONCURRENCY: String(this.config.processor.maxConcurrency),
        ...this.#retention,
      },
      statements: dispatcherRights(this.#reach),
    }).function;
  }

  get #workflowFunctions(): WorkflowFunctions {
    return {
      invoke: this.arn("states", "lambda:invoke", { region: "", account: "" }),
      scalerArn: this.scaler.arn,
      processorArn: this.processor.arn,
      dispatcherArn: this.dispatcher.arn,
      processorName: this.processor.functionName,
      processSeconds: this.config.processor.timeoutSeconds,
    };
  }

  #stateMachine(id: string, name: string, definition: string, statements: readonly Statement[] = []): StateMachine {
    return new StateMachine(this, id, {
      name,
      accountId: this.accountId,
      logRetentionDays: this.config.logs.retentionDays,
      definition,
      functionArns: [this.scaler.arn, this.processor.arn, this.dispatcher.arn],
      statements,
    });
  }

  #addWorkflow(): StateMachine {
    const { workflow, processor } = this.config;
    const definition = videoDefinition({ ...this.#workflowFunctions, ...workflow, lease: processor.lease });
    return this.#stateMachine("workflow", this.names.workflow, definition);
  }

  #addBatch(): StateMachine {
    const { batch } = this.names;
    const { settleSeconds } = this.config.workflow;
    return this.#stateMachine("batch", batch, batchDefinition({ ...this.#workflowFunctions, settleSeconds }), [
      // A Distributed Map runs its items as executions of the machine's own.
      // https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
      { sid: "Children", actions: ["states:StartExecution"], resources: [this.#stateMachineArn(batch)] },
      {
        sid: "OwnChildren",
        actions: ["states:DescribeExecution", "states:StopExecution"],
        resources: [this.#executionsArn(batch), this.arn("states", `execution:${batch}/*`)],
      },
    ]);
  }

  get #retention(): Record<string, string> {
    const { retentionDays } = this.config.data;
    return retentionDays === undefined ? {} : { RETENTION_DAYS: String(retentionDays) };
  }
}
