// What scanners write, in the shape that checkov 3.3, trivy and tflint 0.53 give it.

type Json = Readonly<Record<string, unknown>>;

export interface ResultSpec {
  readonly rule?: string;
  readonly message?: string;
  readonly file?: string;
  readonly line?: number;
  readonly level?: string;
  /** Further properties of the result. */
  readonly rest?: Json;
}

export const resultOf = ({
  rule = "R1",
  message = "Says something",
  file,
  line,
  level,
  rest = {},
}: ResultSpec): Json => ({
  ruleId: rule,
  ...(level !== undefined && { level }),
  message: { text: message },
  ...(file !== undefined && {
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file },
          ...(line !== undefined && { region: { startLine: line } }),
        },
      },
    ],
  }),
  ...rest,
});

export const runOf = (name: string, results: readonly Json[], rules: readonly Json[] = [], rest: Json = {}): Json => ({
  tool: { driver: { name, rules } },
  results,
  ...rest,
});

export const logOf = (...runs: readonly Json[]): string => JSON.stringify({ version: "2.1.0", runs });
