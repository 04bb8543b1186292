// Which stacks are meant, and in which order they can be deployed.

import { environmentOf, type ListedStack } from "../../terraform/manifest.ts";
import { UsageError } from "../cliError.ts";

type Named = Pick<ListedStack, "name" | "dependencies">;

const matcher = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
  );

/** The stacks, each after those that it depends on; of all stacks, because one may need another through a third. */
export function inOrder<S extends Named>(stacks: readonly S[]): S[] {
  const ordered: S[] = [];
  const visit = (stack: S): void => {
    if (ordered.includes(stack)) return;
    for (const name of stack.dependencies) {
      const dependency = stacks.find((other) => other.name === name);
      if (dependency) visit(dependency);
    }
    ordered.push(stack);
  };
  for (const stack of stacks) visit(stack);
  return ordered;
}

/**
 * The stacks that the patterns name, in the order of their dependencies.
 * @throws UsageError for a pattern that matches none
 */
export function choose<S extends Named>(stacks: readonly S[], patterns: readonly string[]): S[] {
  const chosen = new Set<S>();
  for (const pattern of patterns) {
    const matching = stacks.filter(({ name }) => matcher(pattern).test(name));
    if (matching.length === 0) {
      throw new UsageError(`no stack is called ${pattern}; there are ${stacks.map(({ name }) => name).join(", ")}`);
    }
    for (const stack of matching) chosen.add(stack);
  }
  return inOrder(stacks).filter((stack) => chosen.has(stack));
}

/** The shortest argument that names all of them. */
export function patternFor(names: readonly string[]): string {
  const environments = [...new Set(names.map(environmentOf))];
  return environments.map((environment) => `'${environment}-*'`).join(" ");
}

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
