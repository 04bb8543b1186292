// Changes of a function that replace all its execution environments.

import { pathText } from "../../diff/path.ts";
import { at } from "../../value.ts";
import { rule } from "../rule.ts";
import { changesOf, configuredDifferenceAt, isKept, placeOf } from "../world/changes.ts";
import { counted, listed } from "../world/words.ts";
import { minimumOf } from "./demand.ts";
import { capOf, environmentVCpusOf, FUNCTION, isManagedIn, MANAGED_PATH, providerOf, STUCK_AT_CAP } from "./managed.ts";

/** What fixes an environment when it starts, besides the code, which every deployment changes. */
const FIXED: readonly { readonly path: readonly (string | number)[]; readonly words: string }[] = [
  { path: ["memory_size"], words: "memory in MiB" },
  { path: [...MANAGED_PATH, "execution_environment_memory_gib_per_vcpu"], words: "GiB of memory per vCPU" },
  {
    path: [...MANAGED_PATH, "per_execution_environment_max_concurrency"],
    words: "invocations at once per environment",
  },
  { path: ["runtime"], words: "runtime" },
  { path: ["architectures", 0], words: "architecture" },
];

export const functionEnvironments = rule({
  id: "function-environments-replaced",
  severity: ["medium", "low"],
  title: "All execution environments of a function are replaced",
  why: "New environments start beside the running ones, and both sets bill until the old ones are gone; both must fit under the vCPU cap.",
  remedy: "Apply it at a quiet time, with room under the vCPU cap.",
  types: [FUNCTION],
  *check(reviewed) {
    const { before, after } = reviewed.worlds;
    for (const change of changesOf(reviewed, FUNCTION)) {
      const [earlier, later] = [before.same(change), after.same(change)];
      if (!isKept(change) || !isManagedIn(change.before) || !isManagedIn(change.after) || !earlier || !later) continue;
      const changed = FIXED.flatMap(({ path, words }) => {
        const difference =
          at(change.before, ...path) === undefined ? undefined : configuredDifferenceAt(change, ...path);
        return difference ? [{ path, text: `${words} from ${difference.text}` }] : [];
      });
      const [first] = changed;
      if (first === undefined) continue;
      const environments = minimumOf(before, earlier);
      const [from, to] = [environmentVCpusOf(earlier), environmentVCpusOf(later)];
      const provider = providerOf(after, later);
      const cap = provider && capOf(provider);
      const together = from !== undefined && to !== undefined ? environments * (from + to) : undefined;
      const isTight = together !== undefined && cap !== undefined && together > cap;
      yield {
        severity: isTight ? "medium" : "low",
        ...placeOf(change),
        attribute: pathText(first.path),
        what: `All execution environments are replaced: ${listed(changed.map(({ text }) => text))}.`,
        why:
          environments === 0
            ? "Nothing runs while the function is deactivated; the next environments that start are the new ones."
            : `New environments start beside the running ones, and both sets bill until the old ones are gone${together === undefined ? "" : `: ${counted(environments, "environment")} of each need ${together} vCPUs together${cap === undefined ? "" : `, of a cap of ${cap}`}`}.`,
        remedy: isTight
          ? `Raise the vCPU cap before this apply, or lower the minimum for its time; otherwise the publish may end in state Failed. ${STUCK_AT_CAP}`
          : "Nothing, but for a quiet time to apply it.",
      };
    }
  },
});
