// docs/rules.md: every rule of the plan review, out of the rules themselves.
import { text } from "../../plan/report/escape.ts";
import type { Rule } from "../../plan/rules/rule.ts";
import { FAMILIES, RULES } from "../../plan/rules.ts";

const TITLES: Readonly<Record<string, string>> = {
  data: "Data that is lost",
  capacity: "Capacity",
  drift: "Changes outside of Terraform",
  access: "Access",
  protection: "What keeps data",
  network: "The network of instances",
  egress: "What instances reach",
  work: "Work and its entrances",
};

/** More types than this are folded. */
const MANY = 12;

const named = (types: readonly string[]): string => types.map((type) => `\`${type}\``).join(", ");

function judged(rule: Rule): string {
  const { types } = rule;
  if (types.length === 0) return "Judges resources of every type.";
  if (types.length <= MANY) return `Judges ${named(types)}.`;
  const first = RULES.find((other) => named(other.types) === named(types));
  if (first && first !== rule) return `Judges the types of [\`${first.id}\`](#${first.id}).`;
  return `<details><summary>Judges ${types.length} types</summary>\n\n${named(types)}\n\n</details>`;
}

const section = (rule: Rule): string => `### \`${rule.id}\`

**${text(rule.title)}.** Severity: ${rule.severities.join(", ")}.

${text(rule.why)} What to do: ${text(rule.remedy)}

${judged(rule)}
`;

const family = ([name, rules]: readonly [string, readonly Rule[]]): string =>
  `## ${TITLES[name] ?? name}\n\n${rules.map(section).join("\n")}`;

/** The page as it should be. */
export const rulesPage = (): string => `# Rules of the plan review

What \`lmi plan review\` and \`lmi plan run\` look for: ${RULES.length} rules. Written by \`npm run docs\` from \`plan/rules/\`. Where a rule has several
severities, the finding's own depends on the case, and the worst stands first. A finding may say more about its case than its rule does here.

A finding that is accepted is ignored with a reason and a date: [plan review](plan-review.md) says how.

${Object.entries(FAMILIES).map(family).join("\n")}`;
