// One entry of a plan's lists of changes, checked as far as the reader relies on it; values are as the plan has them.
import { isObject, type Values } from "../../terraform/block.ts";
import type { PathStep } from "../plan.ts";
import { both, type Mask, maskOf } from "../secrets/mask.ts";
import type { Side } from "../secrets/redact.ts";
import type { Refuse } from "./notAPlan.ts";

/** What a change is from, to, and what of it is marked on either side. */
export interface RawSides {
  readonly actions: readonly string[];
  readonly before: Side;
  readonly after: Side;
  readonly marks: Mask | undefined;
}

export interface RawChange extends RawSides {
  readonly address: string;
  readonly previousAddress: string | undefined;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly deposed: string | undefined;
  readonly reason: string | undefined;
  readonly replacePaths: readonly (readonly PathStep[])[];
  readonly importing: Values | undefined;
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

const isStep = (step: unknown): step is PathStep => typeof step === "string" || typeof step === "number";

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** @throws NotAPlanError when it is no list of objects; one that is absent is empty */
export function objectsAt(json: Values, key: string, refuse: Refuse): readonly Values[] {
  const value = json[key] ?? [];
  if (!Array.isArray(value)) throw refuse(`a plan whose ${key} is no list`);
  value.forEach((item, index) => {
    if (!isObject(item)) throw refuse(`a plan whose ${key}[${index}] is no object`);
  });
  return value;
}

/** @throws NotAPlanError naming the path of what is missing */
export function rawSides(change: unknown, path: string, refuse: Refuse): RawSides {
  if (!isObject(change)) throw refuse(`a plan whose ${path} is no object`);
  const { actions, before, after } = change;
  if (!Array.isArray(actions)) throw refuse(`a plan whose ${path}.actions is no list`);
  return {
    actions: actions.map(String),
    before: { value: before ?? undefined },
    after: { value: after ?? undefined, unknown: maskOf(change.after_unknown, after) },
    marks: both(maskOf(change.before_sensitive, before), maskOf(change.after_sensitive, after)),
  };
}

/** @throws NotAPlanError naming the path of what is missing */
export function rawChange(json: unknown, path: string, refuse: Refuse): RawChange {
  if (!isObject(json)) throw refuse(`a plan whose ${path} is no object`);
  const sides = rawSides(json.change, `${path}.change`, refuse);
  const { replace_paths, importing } = json.change as Values;
  const address = textOf(json.address);
  const type = textOf(json.type);
  if (address === undefined || type === undefined) throw refuse(`a plan whose ${path} has no address or no type`);
  return {
    ...sides,
    address,
    previousAddress: textOf(json.previous_address),
    mode: json.mode === "managed" || json.mode === undefined ? "managed" : "data",
    type,
    name: textOf(json.name) ?? "",
    deposed: textOf(json.deposed),
    reason: textOf(json.action_reason),
    replacePaths: listOf(replace_paths).map((path) => listOf(path).filter(isStep)),
    importing: isObject(importing) ? importing : undefined,
  };
}
