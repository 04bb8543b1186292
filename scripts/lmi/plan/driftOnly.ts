// What changed outside of Terraform, of a plan that asks for nothing else: without what the configuration leaves to others.
import { attributeChanges } from "../../../plan/diff/attributeChanges.ts";
import type { Change, Plan } from "../../../plan/plan.ts";
import type { Stack } from "../../../terraform/manifest.ts";

interface Resource {
  readonly lifecycle?: { readonly ignore_changes?: "all" | readonly string[] };
}

/** Attributes of a resource that its `ignore_changes` names; those of modules are not ours. */
function ignoredIn({ template }: Stack, { type, name }: Change): "all" | readonly string[] {
  const resources = (template.resource ?? {}) as Readonly<Record<string, Readonly<Record<string, Resource>>>>;
  return resources[type]?.[name]?.lifecycle?.ignore_changes ?? [];
}

function isIgnored(change: Change, stack: Stack | undefined): boolean {
  const ignored = stack ? ignoredIn(stack, change) : [];
  if (change.action !== "update" || ignored.length === 0) return false;
  return (
    ignored === "all" || attributeChanges(change).every(({ path }) => ignored.includes(/^\w*/.exec(path)?.[0] ?? ""))
  );
}

/** Plans as a review takes them; that nothing of the configuration is in them is what was asked for. */
export const driftOnly = (plans: readonly Plan[], stacks: readonly Stack[]): Plan[] =>
  plans.map((plan) => ({
    ...plan,
    complete: true,
    outside: 0,
    drift: plan.drift.filter(
      (change) =>
        !isIgnored(
          change,
          stacks.find(({ name }) => name === plan.stack),
        ),
    ),
  }));
