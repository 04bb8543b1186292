// Rules of functions that run on one capacity provider: who has it, and that all of them fit under its cap.
import { type ManagedFunction, neededVCpus } from "../managedFunctions.ts";
import type { EnvironmentConfig } from "../schema.ts";

/** Each shared capacity provider belongs to a function that has one of its own. */
export function* sharingRules({ functions }: EnvironmentConfig): Generator<string> {
  const hosts = Object.entries(functions).map(
    ([id, { capacityProvider: at }]) => [id, "sharedWith" in at ? at.sharedWith : id] as const,
  );
  const owners = hosts.flatMap(([id, host]) => (id === host ? [id] : []));
  for (const [id, host] of hosts) {
    if (owners.includes(host)) continue;
    yield `functions.${id}.capacityProvider.sharedWith: must be a function with a capacity provider of its own (${owners.join(", ")}), got ${host}`;
  }
}

/** What all functions on a provider may need at once, first publishes included, fits under its cap. */
export function* sharedCapRules(managed: readonly ManagedFunction[]): Generator<string> {
  for (const [host, together] of Map.groupBy(managed, (one) => one.host)) {
    const [first] = together;
    if (!first || together.length === 1) continue;
    const { maxVCpus } = first.capacityProvider;
    const needed = together.reduce((sum, one) => sum + neededVCpus(one), 0);
    if (needed <= maxVCpus) continue;
    const path = managed.find(({ id }) => id === host)?.path;
    const ids = together.map(({ id }) => id).join(", ");
    yield `${path}.capacityProvider.maxVCpus: must be at least ${needed}, which ${ids} may need together, got ${maxVCpus}`;
  }
}
