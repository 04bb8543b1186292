// Step Functions on this machine: the synthesised state machines behind the service's own HTTP API.
import type { IncomingMessage, ServerResponse } from "node:http";
import { handleRequest } from "./api.ts";
import { Executions, type ExecutionsOptions } from "./executions.ts";

export class StepFunctions {
  readonly #executions: Executions;
  #resumed: Promise<void> | undefined;

  /** @throws UnsupportedDefinitionError if a machine uses what cannot be run here */
  constructor(options: ExecutionsOptions) {
    this.#executions = new Executions(options);
  }

  /** Runs again what was running when the last process ended. To be called when functions can be invoked; until then requests get 503. */
  resume(): Promise<void> {
    this.#resumed ??= this.#executions.resume();
    return this.#resumed;
  }

  /** Answers a request whose `x-amz-target` is `AWSStepFunctions.*`. @returns false, having touched nothing, for any other */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    if (!String(request.headers["x-amz-target"] ?? "").startsWith("AWSStepFunctions.")) return false;
    if (!this.#resumed) {
      const body = JSON.stringify({ __type: "ServiceUnavailable", message: "the local runtime is starting" });
      response.writeHead(503, { "content-type": "application/x-amz-json-1.0" }).end(body);
      return true;
    }
    await this.#resumed;
    return handleRequest(this.#executions, request, response);
  }

  /** Ends at once: executions that run stay RUNNING on disk, for the next resume. */
  stop(): Promise<void> {
    return this.#executions.stop();
  }
}
