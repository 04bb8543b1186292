// Step Functions as far as the app uses it: runs by name, each started once.
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  type SFNClient,
  SFNServiceException,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";

export const STATE_MACHINE_ARN = "arn:aws:states:eu-west-1:123456789012:stateMachine:videos";
export const executionArn = (name: string) => `arn:aws:states:eu-west-1:123456789012:execution:videos:${name}`;

export const sfnError = (name: string, message = "not now") =>
  new SFNServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode: 400 } });

export class FakeStepFunctions {
  /** What was started, name to input. */
  readonly started = new Map<string, unknown>();
  /** Status by execution ARN; what was started runs. */
  readonly statuses = new Map<string, ExecutionStatus>();
  /** Thrown by every call while set. */
  down: Error | undefined;

  get client(): SFNClient {
    return { send: (command: object) => this.#send(command) } as unknown as SFNClient;
  }

  async #send(command: object): Promise<object> {
    if (this.down) throw this.down;
    if (command instanceof StartExecutionCommand) {
      const { stateMachineArn, name = "", input = "{}" } = command.input;
      if (stateMachineArn !== STATE_MACHINE_ARN) throw sfnError("StateMachineDoesNotExist", String(stateMachineArn));
      if (this.started.has(name)) {
        throw new ExecutionAlreadyExists({ message: `Execution Already Exists: '${name}'`, $metadata: {} });
      }
      this.started.set(name, JSON.parse(input));
      this.statuses.set(executionArn(name), "RUNNING");
      return { executionArn: executionArn(name) };
    }
    if (command instanceof DescribeExecutionCommand) {
      const { executionArn: arn = "" } = command.input;
      const status = this.statuses.get(arn);
      if (!status) throw new ExecutionDoesNotExist({ message: `Execution Does Not Exist: '${arn}'`, $metadata: {} });
      return { executionArn: arn, status };
    }
    throw new Error(`a call that the app is not known to make: ${command.constructor.name}`);
  }
}
