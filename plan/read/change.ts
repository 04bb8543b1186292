// Changes of resources and outputs without what is marked.
import { isObject } from "../../terraform/block.ts";
import type { Change, OutputChange } from "../plan.ts";
import type { Hider } from "../secrets/hide.ts";
import type { Mask } from "../secrets/mask.ts";
import { maskIn } from "../secrets/mask.ts";
import { redact, redactResource } from "../secrets/redact.ts";
import { actionOf } from "./action.ts";
import type { RawChange, RawSides } from "./rawChange.ts";

export interface Reading {
  readonly stack: string;
  readonly hide: Hider;
}

const SENSITIVE = "(sensitive)";
const UNKNOWN_ID = "(known after apply)";

/** An id, or the parts of an identity: `account=1, name=a`. */
function importedId({ importing }: RawChange, mask: Mask | undefined, hide: Hider): string | undefined {
  if (importing === undefined) return undefined;
  const shown = (name: string, value: unknown): string => {
    if (maskIn(mask, name) !== undefined) return SENSITIVE;
    return hide.text(typeof value === "string" ? value : JSON.stringify(value));
  };
  const { id, unknown, identity } = importing;
  if (typeof id === "string") return shown("id", id);
  if (unknown !== true && isObject(identity)) {
    return Object.entries(identity)
      .map(([name, value]) => `${name}=${shown(name, value)}`)
      .join(", ");
  }
  return UNKNOWN_ID;
}

const actionsOf = ({ actions }: RawSides) => {
  const action = actionOf(actions);
  return { action, rawActions: action === "unknown" ? actions : [] };
};

/** @param mask what is marked anywhere on what has this address */
export function changeOf(raw: RawChange, mask: Mask | undefined, { stack, hide }: Reading): Change {
  const { address, previousAddress, mode, type, name, deposed, reason, replacePaths, before, after } = raw;
  const importing = importedId(raw, mask, hide);
  return {
    stack,
    address,
    ...(previousAddress !== undefined && previousAddress !== address && { previousAddress }),
    mode,
    type,
    name,
    ...(deposed !== undefined && { deposed }),
    ...actionsOf(raw),
    before: hide.value(redactResource(before, after, mask)),
    after: hide.value(redactResource(after, before, mask)),
    replacePaths: hide.value(replacePaths),
    ...(reason !== undefined && { reason }),
    ...(importing !== undefined && { importing }),
  };
}

export function outputOf(
  raw: RawSides & { readonly name: string },
  mask: Mask | undefined,
  { stack, hide }: Reading,
): OutputChange {
  const { name, before, after } = raw;
  return {
    stack,
    name,
    action: actionsOf(raw).action,
    before: hide.value(redact(before, after, mask)),
    after: hide.value(redact(after, before, mask)),
  };
}
