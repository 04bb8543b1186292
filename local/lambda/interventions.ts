// What faults on demand do to functions and capacity providers, and undo.

import { LambdaServiceError } from "./errors.ts";
import type { StateReason } from "./lifecycle.ts";
import type { ManagedFunction } from "./managedFunction.ts";
import type { Registry } from "./registry.ts";
import type { Choice } from "./runningEnvironments.ts";
import type { Answer } from "./timedInvocation.ts";

/** Functions are meant by name, partial ARN or ARN. Whatever names one throws LambdaServiceError if it is none. */
export class Interventions {
  readonly #registry: Registry;
  readonly #clockSkews = new Map<string, number>();
  readonly #answers = new Map<string, (requestId: string) => Answer | undefined>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** Sends a signal to a function's execution environments; gives their numbers. */
  signal(functionName: string, choice: Choice, signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): number[] {
    return this.#registry.find(functionName).target.environments.signal(choice, signal);
  }

  /** Lets the published version of a managed function fail. */
  failPublish(functionName: string, reason: StateReason): void {
    this.#managed(functionName).failPublish(reason);
  }

  /** Publishes a managed function whose version failed anew. */
  publish(functionName: string): void {
    const target = this.#managed(functionName);
    if (target.state === "Failed") target.start();
  }

  /**
   * @param capacityProvider its name or ARN, or the name of a function on it
   * @param maxVCpus undefined for the capacity provider's own cap
   */
  capVCpus(capacityProvider: string, maxVCpus: number | undefined): void {
    const { functions, capacityProviders } = this.#registry;
    const named = functions.get(capacityProvider)?.spec.managed?.capacityProviderName ?? capacityProvider;
    const found = [...capacityProviders.values()].find(({ spec }) => spec.name === named || spec.arn === named);
    const names = [...capacityProviders.keys()].join(", ") || "none";
    if (!found) throw invalid(`capacity provider: must be one of ${names}, got ${capacityProvider}`);
    found.cap(maxVCpus);
  }

  /** Lets a function's processes see another time, those that run and those that come. */
  skewClock(functionName: string, milliseconds: number): void {
    const { target } = this.#registry.find(functionName);
    this.#clockSkews.set(target.spec.name, milliseconds);
    target.environments.tellTime();
  }

  /** Milliseconds by which a function's processes see another time. */
  clockSkew(name: string): number {
    return this.#clockSkews.get(name) ?? 0;
  }

  /** @param answer given instead of running the function; undefined lets it run */
  answerInstead(functionName: string, answer: ((requestId: string) => Answer | undefined) | undefined): void {
    const { name } = this.#registry.find(functionName).target.spec;
    if (answer) this.#answers.set(name, answer);
    else this.#answers.delete(name);
  }

  /** What is answered to an invocation instead of running the function. */
  answer(name: string, requestId: string): Answer | undefined {
    return this.#answers.get(name)?.(requestId);
  }

  #managed(functionName: string): ManagedFunction {
    const { target } = this.#registry.find(functionName);
    if ("failPublish" in target) return target;
    const { name } = target.spec;
    const managed = [...this.#registry.functions.values()].filter((other) => "failPublish" in other);
    const names = managed.map(({ spec }) => spec.name).join(", ") || "none";
    throw invalid(`function: must be one on managed instances (${names}), got ${name}`);
  }
}

const invalid = (message: string) => new LambdaServiceError("InvalidParameterValueException", message);
