// Findings that are accepted: in a file that is reviewed like the code, each with a reason and a last day, or for one review.
import { existsSync } from "node:fs";
import { z } from "zod";
import { linesOf } from "../../../app/shared/issues.ts";
import type { Ignore } from "../../../plan/ignores/ignores.ts";
import { RULE_BY_ID } from "../../../plan/rules.ts";
import { UsageError } from "../../cliError.ts";
import { parseJson, readTextFile } from "../jsonFile.ts";

/** Read when it is there and no other is named. */
export const IGNORE_FILE = "lmi-ignore.json";

const MOST_NAMED = 3;
const LEAST_ALIKE = 3;

const prefixLength = (one: string, other: string): number => {
  const end = [...one].findIndex((character, index) => character !== other[index]);
  return end < 0 ? one.length : end;
};

/** Ids that begin like what was written. */
function near(id: string): string {
  const ids = [...RULE_BY_ID.keys()].filter((other) => prefixLength(id, other) >= LEAST_ALIKE);
  const nearest = ids.toSorted((a, b) => prefixLength(id, b) - prefixLength(id, a)).slice(0, MOST_NAMED);
  return nearest.length > 0 ? `, such as ${nearest.join(", ")}` : "";
}

const notARule = (id: string): string =>
  `must be the id of a rule${near(id)}; docs/rules.md lists all ${RULE_BY_ID.size}`;

const ignoreFile = z.array(
  z.strictObject({
    rule: z
      .string("must be the id of a rule")
      .refine((id) => RULE_BY_ID.has(id), { error: ({ input }) => notARule(String(input)) }),
    address: z.string("must be the address of a resource").min(1, "must be the address of a resource").optional(),
    reason: z.string("must say why it is accepted").trim().min(1, "must say why it is accepted").max(300),
    until: z.iso.date("must be the last day on which it holds, such as 2026-12-31"),
  }),
);

/** @throws UsageError with one line per mistake, each with its path */
export function parseIgnoreFile(name: string, text: string): Ignore[] {
  const content = parseJson(name, text);
  const parsed = ignoreFile.safeParse(content);
  if (!parsed.success) {
    const lines = linesOf(parsed.error, content).map((line) => `${name}: ${line}`);
    throw new UsageError(lines.join("\n"), { cause: parsed.error });
  }
  return parsed.data.map(({ address, ...rest }, index) => ({
    ...rest,
    ...(address !== undefined && { address }),
    source: `${name} [${index}]`,
  }));
}

/**
 * `cors-open`, `cors-open:aws_apigatewayv2_api.video`
 * @throws UsageError when there is no such rule
 */
export function parseIgnore(text: string): Ignore {
  const [, rule = "", address] = /^([^:]*)(?::(.+))?$/s.exec(text) ?? [];
  if (!RULE_BY_ID.has(rule)) throw new UsageError(`--ignore: ${notARule(rule)}, got ${text}`);
  return {
    rule,
    ...(address !== undefined && { address }),
    reason: "asked for with --ignore, for this review only",
    source: "--ignore",
  };
}

/** Of the options and of the file; without a file's name of the one that is there, if any. */
export async function ignoresOf(texts: readonly string[], file: string | undefined): Promise<Ignore[]> {
  const path = file ?? (existsSync(IGNORE_FILE) ? IGNORE_FILE : undefined);
  const given = texts.map(parseIgnore);
  return path === undefined ? given : [...given, ...parseIgnoreFile(path, await readTextFile(path))];
}
