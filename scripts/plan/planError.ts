// What cannot be reviewed because it is no plan. A message never quotes the input: what is no plan has no marks either.
import { CliError } from "../cliError.ts";

/** The input is not the JSON of a plan in a format that this program knows. */
export class NotAPlanError extends CliError {
  override readonly name = "NotAPlanError";
  readonly exitCode = 30;
}
