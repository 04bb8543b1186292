// What one stack will hand to another, as its plan says it: https://developer.hashicorp.com/terraform/internals/json-format
import { isObject, only } from "../../../terraform/block.ts";

export interface Output {
  readonly value: unknown;
  /** As Terraform writes a type in a state. */
  readonly type: unknown;
  readonly sensitive: boolean;
}

export interface PlannedOutputs {
  /** Those that have a value, as they are after the apply. */
  readonly known: Readonly<Record<string, Output>>;
  /** Whose value changes, known or not. */
  readonly changed: ReadonlySet<string>;
  /** Whose value only the apply gives. */
  readonly unknown: ReadonlySet<string>;
}

const isMarked = (mark: unknown): boolean =>
  mark === true ||
  (Array.isArray(mark) && mark.some(isMarked)) ||
  (isObject(mark) && Object.values(mark).some(isMarked));

/** @param bytes of `terraform show -json` */
export function plannedOutputs(bytes: Uint8Array): PlannedOutputs {
  const json = only(JSON.parse(Buffer.from(bytes).toString()));
  const changes = Object.entries(only(json.output_changes)).map(([name, change]) => [name, only(change)] as const);
  const planned = Object.entries(only(only(json.planned_values).outputs)).map(
    ([name, one]) => [name, only(one)] as const,
  );
  const unknown = new Set(changes.flatMap(([name, { after_unknown: mark }]) => (isMarked(mark) ? [name] : [])));
  const isNoOp = ({ actions }: Readonly<Record<string, unknown>>) => JSON.stringify(actions) === '["no-op"]';
  return {
    known: Object.fromEntries(
      planned
        .filter(([name, { type }]) => !unknown.has(name) && type !== undefined)
        .map(([name, { value, type, sensitive }]) => [name, { value, type, sensitive: sensitive === true }]),
    ),
    changed: new Set(changes.filter(([, change]) => !isNoOp(change)).map(([name]) => name)),
    unknown,
  };
}
