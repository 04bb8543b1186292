// What cannot be reviewed. A message never quotes the input: what is no plan has no marks either.

/** The input is not the JSON of a plan in a format that this program knows. */
export class NotAPlanError extends Error {
  override readonly name = "NotAPlanError";
}

/** The plans that were named do not go together: one name for two, or standard input twice. */
export class PlanFilesError extends Error {
  override readonly name = "PlanFilesError";
}

/** The file is no SARIF 2.1.0 of a scanner. */
export class SarifError extends Error {
  override readonly name = "SarifError";
}
