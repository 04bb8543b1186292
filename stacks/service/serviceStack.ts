// The service: capacity providers and the functions on them, the scaler that drives them, the API and the workflow.
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { type DeclaredFunction, declarationOf } from "../config/declarations.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import type { DataStack } from "../data/dataStack.ts";
import type { NetworkStack } from "../network/networkStack.ts";
import { EnvironmentStack } from "../shared/environmentStack.ts";
import { ServiceRole } from "../shared/serviceRole.ts";
import { Bundle } from "./bundle.ts";
import {
  capacityProviderName,
  instanceLogGroupName,
  ManagedCapacity,
  type ManagedCapacityOptions,
} from "./capacityProvider.ts";
import { DeclarationItem } from "./declaration.ts";
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
import { operatorStatements } from "./operatorRole.ts";
import { OrdinaryFunction } from "./ordinaryFunction.ts";
import { FunctionScalingConfig } from "./scalingConfig.ts";
import { runDefinition } from "./workflow/runDefinition.ts";
import { StateMachine } from "./workflow/stateMachine.ts";

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
  /** The processor's code on ordinary Lambda, where that is configured. */
  readonly overflow: LambdaFunction | undefined;
  readonly workflow: StateMachine;

  readonly #options: ServiceStackOptions;

  constructor(scope: Construct, config: EnvironmentConfig, options: ServiceStackOptions) {
    super(scope, "service", config);
    this.#options = options;

    const capacities = this.#addCapacities();
    const api = this.#addApi(capacities.api);
    this.processor = this.#addProcessor(capacities.processor);
    this.scaler = this.#addScaler(this.#isScaledByWindows ? [this.processor, api] : [this.processor]);
    this.dispatcher = this.#addDispatcher();
    this.overflow = this.#addOverflow();
    this.workflow = this.#addWorkflow();

    this.#declare("processor");
    // Terraform owns the api's scaling config while nothing else changes it. The reconciler's are in no plan.
    if (this.#isScaledByWindows) {
      this.#declare("api");
      FunctionScalingConfig.letGo(this, "api-scaling");
    } else new FunctionScalingConfig(this, "api-scaling", { target: api, config: config.api.scalingConfig });
    const { endpoint } = new HttpApi(this, "http-api", { name: this.names.httpApi, environment: config, target: api });
    new TerraformOutput(this, "endpoint", { value: endpoint, staticId: true, description: "Base URL of the HTTP API" });
  }

  /** The state machine's ARN by name: the dispatcher is part of the machine, so it cannot refer to it. */
  get #workflowArn(): string {
    return this.arn("states", `stateMachine:${this.names.workflow}`);
  }

  get #executionsArn(): string {
    return this.arn("states", `execution:${this.names.workflow}:*`);
  }

  /** Whether the api's capacity changes at run time too. */
  get #isScaledByWindows(): boolean {
    return this.config.api.windows.length > 0;
  }

  /** Makes a function's scaling config the reconciler's. */
  #declare(id: DeclaredFunction): void {
    new DeclarationItem(this, `${id}-declaration`, {
      tableName: this.#options.data.capacity.name,
      declaration: declarationOf(id, this.config),
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
      workflow: { arn: this.#workflowArn, executionsArn: this.#executionsArn },
    };
  }

  get #variableSources(): VariableSources {
    const { videos, capacity } = this.#options.data;
    const { config, names } = this;
    return { config, names, videosTable: videos.name, capacityTable: capacity.name, workflowArn: this.#workflowArn };
  }

  #addApi(capacity: ManagedCapacity): LambdaFunction {
    return new ManagedFunction(this, "api", {
      ...this.#base("api"),
      description: "The video API: all routes in one function, many requests at once",
      config: this.config.api,
      capacity,
      variables: apiVariables(this.#variableSources),
      statements: apiRights(this.#reach),
    }).function;
  }

  #addProcessor(capacity: ManagedCapacity): LambdaFunction {
    return new ManagedFunction(this, "processor", {
      ...this.#base("processor"),
      description: "Processes videos; deactivated until a run asks for capacity",
      config: this.config.processor,
      capacity,
      variables: processorVariables(this.#variableSources, "managed"),
      statements: processorRights(this.#reach),
    }).function;
  }

  #addOverflow(): LambdaFunction | undefined {
    const { overflow, timeoutSeconds, architecture } = this.config.processor;
    if (!overflow) return undefined;
    return new OrdinaryFunction(this, "overflow", {
      ...this.#base("processor", "overflow"),
      description: "Processes videos while managed instances are not there",
      timeoutSeconds,
      architecture,
      memoryMib: overflow.memoryMib,
      reservedConcurrency: overflow.maxConcurrency,
      variables: processorVariables(this.#variableSources, "overflow"),
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
      logRetentionDays: this.config.logs.retentionDays,
      definition: runDefinition({
        invoke: this.arn("states", "lambda:invoke", { region: "", account: "" }),
        scalerArn: scaler.arn,
        dispatcherArn: dispatcher.arn,
        processorArn: processor.arn,
        processorName: processor.functionName,
        overflowArn: overflow?.arn,
        videoSeconds: this.config.processor.timeoutSeconds,
        settleSeconds: this.config.workflow.settleSeconds,
      }),
      functionArns: [scaler, processor, dispatcher, ...(overflow ? [overflow] : [])].map(({ arn }) => arn),
      statements: mapRights(this.#reach.workflow, this.arn("states", `execution:${this.names.workflow}/*`)),
    });
  }
}
