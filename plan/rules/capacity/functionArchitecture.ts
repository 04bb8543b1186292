// A function on managed instances gets another architecture in place.
import { rule } from "../rule.ts";
import { changesOf, isKept, placeOf } from "../world/changes.ts";
import { architectureOf, FUNCTION, isManagedIn, nameOf, providerOf } from "./managed.ts";

export const functionArchitecture = rule({
  id: "function-architecture-changed",
  severity: "high",
  title: "The architecture of a function changes in place",
  why: "Terraform changes the capacity provider and the code, which brings the architecture, in two calls: between them the two would differ, and AWS refuses that.",
  remedy:
    "Create a function of the new architecture under a new name with a capacity provider of its own, move its callers, and remove the old one. npm run cdktf -- deploy refuses this change before anything is applied.",
  types: [FUNCTION],
  *check(reviewed) {
    const { before, after } = reviewed.worlds;
    for (const change of changesOf(reviewed, FUNCTION)) {
      const [earlier, later] = [before.same(change), after.same(change)];
      if (!isKept(change) || !isManagedIn(change.before) || !isManagedIn(change.after) || !earlier || !later) continue;
      const [from, to] = [architectureOf(earlier), architectureOf(later)];
      if (from === undefined || to === undefined || from === to) continue;
      const provider = providerOf(after, later);
      const offered = provider && architectureOf(provider);
      // A provider that keeps the other architecture is a finding of its own.
      if (offered !== undefined && offered !== to) continue;
      yield {
        ...placeOf(change),
        attribute: "architectures[0]",
        what: `The architecture of ${nameOf(later)} changes in place from ${from} to ${to}: this apply will fail.`,
        applyFails: true,
      };
    }
  },
});
