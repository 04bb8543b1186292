// The functions and capacity providers of the simulated account, found by what the API names them.

import { LambdaServiceError } from "./errors.ts";
import { functionNotFound, parseFunctionName } from "./functionName.ts";
import type { ManagedFunction } from "./managedFunction.ts";
import type { OnDemandFunction } from "./onDemandFunction.ts";
import type { Placement } from "./placement.ts";

export type LocalFunction = ManagedFunction | OnDemandFunction;

export class Registry {
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly capacityProviders: ReadonlyMap<string, Placement>;
  readonly #here: { region: string; accountId: string };

  constructor(
    functions: ReadonlyMap<string, LocalFunction>,
    capacityProviders: ReadonlyMap<string, Placement>,
    here: { region: string; accountId: string },
  ) {
    this.functions = functions;
    this.capacityProviders = capacityProviders;
    this.#here = here;
  }

  /**
   * Finds a function and the qualifier that it was named with. Numbered versions and aliases do not exist here.
   *
   * @throws LambdaServiceError ResourceNotFoundException
   */
  find(text: string, given?: string): { target: LocalFunction; qualifier: string | undefined } {
    const { name, qualifier } = parseFunctionName(text, this.#here, given);
    const target = this.functions.get(name);
    const { region, accountId } = this.#here;
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
    const exists = [undefined, "$LATEST", ...(target?.spec.managed === undefined ? [] : ["$LATEST.PUBLISHED"])];
    if (target === undefined || !exists.includes(qualifier))
      throw functionNotFound(qualifier === undefined ? arn : `${arn}:${qualifier}`);
    return { target, qualifier };
  }

  /**
   * Finds what an invocation runs: unqualified, that is a managed function's published version.
   *
   * @throws LambdaServiceError ResourceNotFoundException, or InvalidParameterValueException for a managed function's `$LATEST`
   */
  findInvocable(text: string, given?: string): LocalFunction {
    const { target, qualifier } = this.find(text, given);
    if (target.spec.managed !== undefined && qualifier === "$LATEST")
      throw new LambdaServiceError(
        "InvalidParameterValueException",
        `${target.spec.name}:$LATEST is not invocable (state ActiveNonInvocable); invoke ${target.spec.name}:$LATEST.PUBLISHED`,
      );
    return target;
  }

  /**
   * Finds a capacity provider by name or ARN.
   *
   * @throws LambdaServiceError ResourceNotFoundException
   */
  findCapacityProvider(text: string): Placement {
    const found = [...this.capacityProviders.values()].find(({ spec }) => spec.name === text || spec.arn === text);
    if (found !== undefined) return found;
    throw new LambdaServiceError("ResourceNotFoundException", `Capacity provider not found: ${text}`);
  }
}
