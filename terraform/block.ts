// One resource as the inventory reads it, whoever wrote it down: what was synthesised, or a plan. What is not known is a
// reference, `${aws_subnet.a.id}`, as Terraform's JSON writes it.

export type Values = Readonly<Record<string, unknown>>;

export interface Block {
  readonly stack: string;
  /** As Terraform writes it: `module.video.aws_lambda_function.api["eu"]`. */
  readonly address: string;
  readonly type: string;
  readonly values: Values;
  /** Where its name is taken; undefined where that is not known, or everywhere. */
  readonly region?: string | undefined;
}

/** The resources of one state, and what it hands to others. */
export interface StackBlocks {
  readonly name: string;
  readonly blocks: readonly Block[];
  /** Values by the name of the output. */
  readonly outputs: ReadonlyMap<string, unknown>;
  /** Of the default provider, when it is written down. */
  readonly region?: string | undefined;
}

export const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Nested blocks of one name: a block that is written once may be an object, or a list of one. */
export const nested = (value: unknown): readonly Values[] => [value].flat().filter(isObject);

/** The nested block of which there is at most one; empty when there is none. */
export const only = (value: unknown): Values => nested(value)[0] ?? {};

/** The first reference in a text, without `${}`; undefined when there is none. */
export const referenceIn = (value: unknown): string | undefined =>
  typeof value === "string" ? /\$\{([^{}]+)\}/.exec(value)?.[1] : undefined;

/** A text that is known. */
export const text = (value: unknown): string | undefined =>
  typeof value === "string" && referenceIn(value) === undefined ? value : undefined;

/** A number that is known; Terraform takes a text for it too. */
export function number(value: unknown): number | undefined {
  const known = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof known === "number" && Number.isFinite(known) ? known : undefined;
}

/** A list of texts that are known; undefined when it is not set. */
export function texts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map(text).filter((item) => item !== undefined);
}
