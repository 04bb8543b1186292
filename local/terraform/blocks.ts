// Reading resolved Terraform configuration, where a block that is written once may be an object or a list of one.

export type Block = Record<string, unknown>;

/** Every block of that name: none, one, or many. */
export function blocks(value: unknown): Block[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as Block[];
}

/** The block of which there is at most one; empty if there is none. */
export const block = (value: unknown): Block => blocks(value)[0] ?? {};

/** A string attribute; undefined if it is not set. */
export const text = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : String(value);

/** A number attribute, which Terraform also accepts as a string; undefined if it is not set. */
export const number = (value: unknown): number | undefined =>
  value === undefined || value === null ? undefined : Number(value);
