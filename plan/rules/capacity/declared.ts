// Declarations in the plans: what the reconciler is told about a function.
import type { Declaration } from "../../../app/capacity/declaration.ts";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import { declarationsOf } from "../../../cost/inventory/declarations.ts";
import type { Reviewed } from "../reviewed.ts";
import type { Resource, World } from "../world/world.ts";
import { identifiedAs } from "./functionIdentity.ts";

/** The type of resource that a declaration is. */
export const DECLARATION = "aws_dynamodb_table_item";

export interface DeclaredItem {
  readonly resource: Resource;
  /** Of its function, as the world names it. */
  readonly name: string;
  readonly declaration: Declaration;
}

interface Items {
  readonly byFunction: ReadonlyMap<string, DeclaredItem>;
  readonly broken: readonly { readonly resource: Resource; readonly text: string }[];
}

/** A declaration names its function literally: no link is looked up. */
const NO_LINKS = { all: () => [], one: () => undefined };

const itemsOf = (world: World): Items => {
  const read = world.ofType(DECLARATION).map((resource) => {
    const { declared, notes } = declarationsOf([resource], NO_LINKS);
    return { resource, declaration: declared[0]?.declaration, notes };
  });
  return {
    byFunction: new Map(
      read.flatMap(({ resource, declaration }) => {
        if (declaration === undefined) return [];
        const name = identifiedAs(world, resource, declaration.functionName);
        return [[name, { resource, name, declaration }] as const];
      }),
    ),
    broken: read.flatMap(({ resource, notes }) => notes.map(({ text }) => ({ resource, text }))),
  };
};

export const declarationsIn = (world: World): readonly DeclaredItem[] => [...world.once(itemsOf).byFunction.values()];

export const declarationOf = (world: World, functionName: string): DeclaredItem | undefined =>
  world.once(itemsOf).byFunction.get(functionName);

/** Items under the key of declarations that cannot be read. */
export const brokenDeclarationsIn = (world: World): Items["broken"] => world.once(itemsOf).broken;

/** The windows that are in force now: given with the review, or else what is declared before the apply. */
export function windowsInForce(reviewed: Reviewed, functionName: string): readonly BatchWindow[] {
  const { before, after } = reviewed.worlds;
  const given = reviewed.windows?.get(functionName);
  return (
    given ?? (declarationOf(before, functionName) ?? declarationOf(after, functionName))?.declaration.windows ?? []
  );
}
