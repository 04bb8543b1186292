// Step Functions on this machine: the synthesised state machines behind the service's own HTTP API.
import { AwsError, type AwsService } from "../aws/call.ts";
import { operations } from "./api.ts";
import { Executions, type ExecutionsOptions } from "./executions.ts";

export class StepFunctions {
  readonly #executions: Executions;
  #resumed: Promise<void> | undefined;

  /** @throws UnsupportedDefinitionError if a machine uses what cannot be run here */
  constructor(options: ExecutionsOptions) {
    this.#executions = new Executions(options);
  }

  /** Reads what is stored, so that damage is told before anything runs. @throws DamagedError */
  load(): Promise<void> {
    return this.#executions.load();
  }

  /** Runs again what was running when the last process ended. To be called when functions can be invoked; until then requests get 503. */
  resume(): Promise<void> {
    this.#resumed ??= this.#executions.resume();
    return this.#resumed;
  }

  /** The operations of the API, for the door. */
  get operations(): AwsService {
    return new Map(
      [...operations(this.#executions)].map(([name, answer]) => [
        name,
        (call) => this.#whenResumed(() => answer(call)),
      ]),
    );
  }

  async #whenResumed<T>(answer: () => Promise<T>): Promise<T> {
    if (!this.#resumed)
      throw new AwsError({ status: 503, code: "ServiceUnavailable", message: "the local runtime is starting" });
    await this.#resumed;
    return answer();
  }

  /** Ends at once: executions that run stay RUNNING on disk, for the next resume. */
  stop(): Promise<void> {
    return this.#executions.stop();
  }
}
