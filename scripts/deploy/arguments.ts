// What was typed behind `npm run cdktf --`: the verb, the stacks, and the options of cdktf that this command knows.
import { parseArgs } from "node:util";
import { UsageError } from "../cliError.ts";

export type Verb = "deploy" | "diff" | "destroy";

export interface Arguments {
  readonly verb: Verb;
  /** Names of stacks; `*` stands for any letters. */
  readonly patterns: readonly string[];
  readonly autoApprove: boolean;
  readonly skipSynth: boolean;
  readonly outputsFile?: string;
}

const OPTIONS = {
  "auto-approve": { type: "boolean" },
  "skip-synth": { type: "boolean" },
  "ignore-missing-stack-dependencies": { type: "boolean" },
  "outputs-file": { type: "string" },
} as const;

type Option = keyof typeof OPTIONS;

const ALLOWED: Readonly<Record<Verb, readonly Option[]>> = {
  deploy: ["auto-approve", "skip-synth", "ignore-missing-stack-dependencies", "outputs-file"],
  diff: ["skip-synth", "ignore-missing-stack-dependencies"],
  destroy: ["auto-approve", "skip-synth", "ignore-missing-stack-dependencies"],
};

/** cdktf-cli's other names for them. */
const ALIASES: Readonly<Record<string, Verb>> = { apply: "deploy", plan: "diff" };

/** What this command does itself; undefined for what is cdktf-cli's. */
export function verbOf(word = ""): Verb | undefined {
  const verbs = Object.keys(ALLOWED) as Verb[];
  return verbs.find((verb) => verb === word) ?? (Object.hasOwn(ALIASES, word) ? ALIASES[word] : undefined);
}

const shown = (option: Option): string => (OPTIONS[option].type === "string" ? `--${option} <file>` : `--${option}`);

/** One line that says how a verb is called. */
export const usageOf = (verb: Verb): string =>
  `npm run cdktf -- ${verb} <stacks> ${ALLOWED[verb].map((option) => `[${shown(option)}]`).join(" ")}`;

/** @throws UsageError for an option that the verb does not have, a missing or needless value, and no stacks */
export function parseArguments(verb: Verb, words: readonly string[]): Arguments {
  const { tokens } = parseArgs({ args: [...words], options: OPTIONS, strict: false, tokens: true });
  const patterns: string[] = [];
  const options = new Map<string, string | undefined>();
  for (const token of tokens) {
    if (token.kind === "positional") patterns.push(token.value);
    if (token.kind !== "option") continue;
    const allowed = ALLOWED[verb].find((option) => option === token.name);
    if (!allowed || !token.rawName.startsWith("--")) {
      throw new UsageError(
        `${verb}: unknown option ${token.rawName}; allowed are ${ALLOWED[verb].map(shown).join(", ")}`,
      );
    }
    if (OPTIONS[allowed].type === "string" ? !token.value : token.inlineValue) {
      throw new UsageError(`${verb}: ${shown(allowed)}, got ${token.rawName}${token.value ? `=${token.value}` : ""}`);
    }
    options.set(allowed, token.value);
  }
  if (patterns.length === 0) throw new UsageError(`${verb}: which stacks? Such as: npm run cdktf -- ${verb} 'dev-*'`);
  const outputsFile = options.get("outputs-file");
  return {
    verb,
    patterns,
    autoApprove: options.has("auto-approve"),
    skipSynth: options.has("skip-synth"),
    ...(outputsFile !== undefined && { outputsFile }),
  };
}
