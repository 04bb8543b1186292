// Lambda's control plane as far as the scaler uses it: keeps scaling configs as Lambda does, and fails as it is told.
import {
  GetFunctionCommand,
  GetFunctionScalingConfigCommand,
  type LambdaClient,
  LambdaServiceException,
  PutFunctionScalingConfigCommand,
} from "@aws-sdk/client-lambda";
import { format, isDeactivated, type ScalingConfig } from "../../../app/capacity/scalingConfig.ts";

export type ControlCall = "PutFunctionScalingConfig" | "GetFunctionScalingConfig" | "GetFunction";

interface FunctionState {
  requested?: Partial<ScalingConfig> | undefined;
  applied?: Partial<ScalingConfig> | undefined;
  state: string;
  stateReason?: string | undefined;
}

/** An error as the SDK throws it. */
export const lambdaError = (name: string, message = "not now") =>
  new LambdaServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode: 400, requestId: "r-1" } });

const theirs = (config: Partial<ScalingConfig>) => ({
  ...(config.min !== undefined && { MinExecutionEnvironments: config.min }),
  ...(config.max !== undefined && { MaxExecutionEnvironments: config.max }),
});

export class FakeLambda {
  /** Every call, with what was sent. */
  readonly calls: { call: ControlCall; input: object }[] = [];
  /** Every config that arrived, as `name min/max`. */
  readonly puts: string[] = [];
  /** Awaited before a call has its effect, and after it: where a caller may crash, or another one come in between. */
  before: (call: ControlCall) => unknown = () => {};
  after: (call: ControlCall) => unknown = () => {};
  readonly #functions = new Map<string, FunctionState>();
  readonly #errors: { call: ControlCall; error: unknown }[] = [];

  get client(): LambdaClient {
    return { send: (command: { input: object }) => this.#send(command) } as unknown as LambdaClient;
  }

  /** What Lambda says of a function from now on. */
  has(functionName: string, state: FunctionState): void {
    this.#functions.set(functionName, state);
  }

  /** A settled function. */
  hasSettled(functionName: string, applied: ScalingConfig): void {
    this.has(functionName, { applied, state: isDeactivated(applied) ? "Deactivated" : "Active" });
  }

  /** The next calls of that name fail, once per error. */
  failNext(call: ControlCall, ...errors: unknown[]): void {
    this.#errors.push(...errors.map((error) => ({ call, error })));
  }

  /** Lambda reaches what was requested. */
  settle(functionName: string): void {
    this.hasSettled(functionName, this.lastPut(functionName));
  }

  /** What Lambda was last asked for. */
  lastPut(functionName: string): ScalingConfig {
    const { requested, applied } = this.#state(functionName);
    const { min, max } = requested ?? applied ?? {};
    if (min === undefined || max === undefined) throw new Error(`${functionName}: nothing whole was put`);
    return { min, max };
  }

  /** What somebody else puts, past the scaler. */
  put(functionName: string, config: Partial<ScalingConfig>): void {
    // As Lambda documents it: a field that is left out goes back to its default.
    const requested = { min: config.min ?? 3, ...(config.max !== undefined && { max: config.max }) };
    this.#functions.set(functionName, { ...this.#state(functionName), requested, state: "Pending" });
    this.puts.push(`${functionName} ${format({ min: requested.min, max: requested.max ?? Number.NaN })}`);
  }

  #state(functionName: string): FunctionState {
    const state = this.#functions.get(functionName);
    if (!state) throw lambdaError("ResourceNotFoundException", `Function not found: ${functionName}`);
    return state;
  }

  async #send(command: { input: object }): Promise<object> {
    const { call, answer } = this.#understand(command);
    this.calls.push({ call, input: command.input });
    const scripted = this.#errors.findIndex((candidate) => candidate.call === call);
    if (scripted >= 0) throw this.#errors.splice(scripted, 1)[0]?.error;
    await this.before(call);
    const answered = answer();
    await this.after(call);
    return answered;
  }

  #understand(command: { input: object }): { call: ControlCall; answer: () => object } {
    if (command instanceof PutFunctionScalingConfigCommand) {
      const { FunctionName: name = "", FunctionScalingConfig: config } = command.input;
      return {
        call: "PutFunctionScalingConfig",
        answer: () => {
          this.#state(name);
          const [min, max] = [config?.MinExecutionEnvironments, config?.MaxExecutionEnvironments];
          this.put(name, { ...(min !== undefined && { min }), ...(max !== undefined && { max }) });
          return { FunctionState: "Pending", $metadata: {} };
        },
      };
    }
    const { FunctionName: name = "" } = command.input as { FunctionName?: string };
    if (command instanceof GetFunctionScalingConfigCommand) {
      return {
        call: "GetFunctionScalingConfig",
        answer: () => {
          const { requested, applied } = this.#state(name);
          return {
            FunctionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
            ...(requested && { RequestedFunctionScalingConfig: theirs(requested) }),
            ...(applied && { AppliedFunctionScalingConfig: theirs(applied) }),
            $metadata: { requestId: "secret-request-id" },
          };
        },
      };
    }
    if (command instanceof GetFunctionCommand) {
      return {
        call: "GetFunction",
        answer: () => {
          const { state, stateReason } = this.#state(name);
          return {
            Configuration: {
              FunctionName: name,
              Environment: { Variables: { SECRET: "hidden" } },
              State: state,
              ...(stateReason && { StateReasonCode: stateReason }),
            },
            $metadata: { requestId: "secret-request-id" },
          };
        },
      };
    }
    throw new Error(`a call that the scaler is not known to make: ${command.constructor.name}`);
  }
}
