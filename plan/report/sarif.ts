// Findings as SARIF 2.1.0 for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
// What GitHub reads of it: https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning
import { createHash } from "node:crypto";
import type { IgnoredFinding } from "../ignores/ignores.ts";
import type { Finding, Severity } from "../rules/finding.ts";
import type { Rule } from "../rules/rule.ts";
import { RULE_BY_ID } from "../rules.ts";
import { text } from "./escape.ts";
import { worstFirst } from "./findingOrder.ts";
import type { Review } from "./review.ts";
import { visible } from "./visible.ts";

/** GitHub shows at most so many results of a run. */
const MAX_RESULTS = 5_000;

const LEVELS: Record<Severity, "error" | "warning" | "note"> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
};
/** GitHub's bands: critical over 9.0, high from 7.0, medium from 4.0. */
const SECURITY_SEVERITIES: Record<Severity, string> = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" };

/** In a SARIF message `[text](place)` is a link. */
const message = (text: string) => ({ text: visible(text).replaceAll("](", "] (") });

const identity = ({ rule, stack, address, attribute = "" }: Finding): string =>
  createHash("sha256")
    .update(JSON.stringify([rule, stack, address, attribute]))
    .digest("hex");

function resultOf(finding: Finding, ruleIndex: number, uri: string) {
  const { rule, severity, stack, address, attribute, what, why, remedy } = finding;
  const subject = attribute === undefined ? address : `${address} ${attribute}`;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: message(`${subject} in ${stack}: ${what} ${why} What to do: ${remedy}`),
    locations: [
      {
        physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
        logicalLocations: [
          { name: visible(address), fullyQualifiedName: visible(`${stack}/${address}`), kind: "resource" },
        ],
      },
    ],
    partialFingerprints: { "finding/v1": identity(finding) },
  };
}

const suppressionOf = (ignored: IgnoredFinding | undefined) =>
  ignored && {
    suppressions: [
      {
        kind: "external",
        status: "accepted",
        justification: `${ignored.reason}${ignored.until === undefined ? "" : ` (until ${ignored.until})`}`,
      },
    ],
  };

function helpOf({ title, why, remedy, severities, types }: Rule) {
  const judged = types.length > 0 ? types.map((type) => `\`${type}\``).join(", ") : "resources of every type";
  return {
    shortDescription: { text: title },
    fullDescription: { text: `${title}. ${why}` },
    help: {
      text: `${why} What to do: ${remedy}`,
      markdown: `${text(why)}\n\n**What to do:** ${text(remedy)}\n\nSeverity: ${severities.join(", ")}. Judges ${judged}.\n`,
    },
    defaultConfiguration: { level: LEVELS[severities[0]] },
  };
}

/** GitHub shows an alert with its rule's security severity: the worst of this run. */
function ruleOf(id: string, [worst]: readonly Finding[]) {
  const rule = RULE_BY_ID.get(id);
  const severity = worst?.severity ?? "low";
  return {
    id,
    ...(rule ? helpOf(rule) : { shortDescription: { text: id }, defaultConfiguration: { level: LEVELS[severity] } }),
    properties: { "security-severity": SECURITY_SEVERITIES[severity], tags: ["terraform"] },
  };
}

export interface SarifOptions {
  /** A file of the repository that the alerts stand at: a plan has no lines of source. @default "cdktf.json" */
  readonly uri?: string;
}

/** One run with the worst findings; beyond the number that GitHub shows they are left out, and a notification counts them. */
export function toSarif({ findings, ignored = [] }: Review, { uri = "cdktf.json" }: SarifOptions = {}) {
  const accepted = new Map(ignored.map((one) => [one.finding, one]));
  const ordered = [...worstFirst(findings), ...worstFirst([...accepted.keys()])];
  const shown = ordered.slice(0, MAX_RESULTS);
  const byRule = Map.groupBy(shown, ({ rule }) => rule);
  const rules = [...byRule.keys()].sort();
  const left = ordered.length - shown.length;
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "lmi plan review", rules: rules.map((rule) => ruleOf(rule, byRule.get(rule) ?? [])) } },
        invocations: [
          {
            executionSuccessful: true,
            ...(left > 0 && {
              toolExecutionNotifications: [
                {
                  level: "warning",
                  message: { text: `${left} more findings are left out; the review's comment counts them.` },
                },
              ],
            }),
          },
        ],
        results: shown.map((finding) => ({
          ...resultOf(finding, rules.indexOf(finding.rule), uri),
          ...suppressionOf(accepted.get(finding)),
        })),
      },
    ],
  } as const;
}
