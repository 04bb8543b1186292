// The declarations that Terraform writes into the capacity table: baseline, batch windows, limit.
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { DECLARATIONS } from "../../app/capacity/capacityKeys.ts";
import { type Declaration, declarationSchema } from "../../app/capacity/declaration.ts";
import { linesOf } from "../../app/shared/issues.ts";
import { type Block, text } from "../../terraform/block.ts";
import type { Links } from "../../terraform/links.ts";
import { type Located, located } from "../../terraform/located.ts";
import { FUNCTION } from "../../terraform/managedFunction.ts";
import type { Note } from "./note.ts";

/** What the reconciler gives a function. */
export interface Declared extends Located {
  readonly function: Located | undefined;
  /** Where it is declared, if the table is in the stacks. */
  readonly table?: Located | undefined;
  readonly declaration: Declaration;
}

export const TABLE = "aws_dynamodb_table";

function itemOf(value: unknown): Record<string, unknown> | undefined {
  try {
    return unmarshall(JSON.parse(text(value) ?? ""));
  } catch {
    return undefined; // somebody else's item, or one that only the apply knows
  }
}

export function declarationsOf(blocks: readonly Block[], links: Links): { declared: Declared[]; notes: Note[] } {
  const notes: Note[] = [];
  const declared = blocks
    .filter(({ type }) => type === "aws_dynamodb_table_item")
    .flatMap((block): Declared[] => {
      const { pk, sk, ...rest } = itemOf(block.values.item) ?? {};
      if (pk !== DECLARATIONS) return [];
      const parsed = declarationSchema.safeParse(rest);
      if (!parsed.success) {
        const why = `is no declaration, and is not counted: ${linesOf(parsed.error, undefined).join("; ")}`;
        notes.push({ subject: block.address, text: why });
        return [];
      }
      const target = links.one(block, parsed.data.functionName, FUNCTION);
      const table = links.one(block, block.values.table_name, TABLE);
      const places = { function: target && located(target), table: table && located(table) };
      return [{ ...located(block), ...places, declaration: parsed.data }];
    });
  return { declared, notes };
}
