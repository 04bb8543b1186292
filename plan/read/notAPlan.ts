// What the reader says of everything that is no plan, in one line.
import { NotAPlanError } from "../planError.ts";

/** Makes the error: what was got instead of a plan, and what to do about it. */
export type Refuse = (got: string) => NotAPlanError;

/** @param file as it was given; `-` is standard input */
export const subjectOf = (file: string): string => (file === "-" ? "standard input" : file.replaceAll(/\s+/g, " "));

export const refuse =
  (file: string): Refuse =>
  (got) =>
    new NotAPlanError(`${subjectOf(file)}: must be what terraform show -json <plan file> prints, got ${got}`);
