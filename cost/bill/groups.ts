// Functions that share the instances of a capacity provider, with what Terraform leaves out filled in.
import { isSame, type Located } from "../../terraform/located.ts";
import type { Basis } from "../constants.ts";
import type { EnvironmentSize } from "../instances.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { InventoryFunction, InventoryProvider } from "../inventory/managed.ts";
import type { Note } from "../inventory/note.ts";
import type { ProviderLimits } from "../managedFunction.ts";

export interface BilledFunction extends EnvironmentSize, Omit<InventoryFunction, keyof EnvironmentSize> {}

export interface Group extends Located {
  readonly limits: ProviderLimits;
  readonly functions: readonly BilledFunction[];
  readonly notes: readonly Note[];
}

/** A function whose capacity provider is in none of the stacks is a group of its own. */
export function groupsOf({ providers, functions }: Inventory, basis: Basis): Group[] {
  const sized = functions.map((fn) => ({
    ...fn,
    memoryGibPerVCpu: fn.memoryGibPerVCpu ?? basis.value("defaultMemoryGibPerVCpu"),
  }));
  const maxVCpusOf = ({ maxVCpus }: Pick<InventoryProvider, "maxVCpus">) => maxVCpus ?? basis.value("defaultMaxVCpus");
  const known = providers
    .map(
      (provider): Group => ({
        stack: provider.stack,
        address: provider.address,
        limits: { ...provider, maxVCpus: maxVCpusOf(provider) },
        functions: sized.filter((fn) => isSame(fn.provider, provider)),
        notes: [],
      }),
    )
    .filter((group) => group.functions.length > 0);
  const alone = sized
    .filter((fn) => fn.provider === undefined)
    .map((fn): Group => {
      const maxVCpus = maxVCpusOf({ maxVCpus: undefined });
      const text = `its capacity provider is in none of the stacks: any instance type, and ${maxVCpus} vCPUs, Lambda's default`;
      return {
        stack: fn.stack,
        address: fn.address,
        limits: { maxVCpus, scaling: { mode: "Auto" } },
        functions: [fn],
        notes: [{ subject: fn.address, text }],
      };
    });
  return [...known, ...alone];
}
