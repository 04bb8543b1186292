// What the options of faults can be: read from text, with what is allowed said in words.

/** What somebody asked for cannot be done; one line that names the value and what is allowed. */
export class FaultError extends Error {
  override name = "FaultError";
}

export interface FaultOption<T> {
  /** In a usage text: `<name>`. */
  readonly placeholder: string;
  readonly about: string;
  /** For the message about a value that is not allowed. */
  readonly allowed: string;
  /** undefined for what is not allowed. */
  readonly read: (text: string) => T | undefined;
  readonly isRequired: boolean;
  /** What an option that is left out is taken for. */
  readonly fallback?: T;
}

type Reading<T> = Pick<FaultOption<T>, "allowed" | "read">;

const NAME = /^[\w$:./-]{1,256}$/;

/** A name or an ARN. */
export const name: Reading<string> = {
  allowed: "a name of letters, digits and _ - . : / $",
  read: (text) => (NAME.test(text) ? text : undefined),
};

/** An operation or an error, as AWS's API spells it. */
export const apiName: Reading<string> = {
  allowed: "a name as AWS's API has it, such as GetItem",
  read: (text) => (/^[A-Za-z][A-Za-z0-9.]{0,127}$/.test(text) ? text : undefined),
};

export const oneOf = <const T extends string>(values: readonly T[]): Reading<T> => ({
  allowed: `one of ${values.join(", ")}`,
  read: (text) => values.find((value) => value === text),
});

export const numberWithin = (min: number, max: number, isWhole = true): Reading<number> => ({
  allowed: `a ${isWhole ? "whole number" : "number"} from ${min} to ${max}`,
  read: (text) => {
    const value = /^-?\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max && (!isWhole || Number.isInteger(value)) ? value : undefined;
  },
});

/** Of calls or invocations; each is decided by itself. */
export const rate = numberWithin(0, 1, false);

export const required = <T>(placeholder: string, about: string, reading: Reading<T>): FaultOption<T> => ({
  ...reading,
  placeholder,
  about,
  isRequired: true,
});

export const optional = <T>(placeholder: string, about: string, reading: Reading<T>, fallback?: T): FaultOption<T> => ({
  ...reading,
  placeholder,
  about,
  isRequired: false,
  ...(fallback !== undefined && { fallback }),
});
