// lmi cost scan: what of all functions that run it pays to move, from an account or from files of one.
import { type Command, Option } from "commander";
import type { Source } from "../../../../cost/scan/dataset.ts";
import type { TrustRule } from "../../../../cost/scan/trust.ts";
import type { Egress } from "../../../../cost/workload/options.ts";
import { UsageError } from "../../../cliError.ts";
import { wholeNumber, withExample } from "../../options.ts";
import { inSession, type Run, type Session } from "../../session.ts";
import { type BasisOptions, basisInRegion, withBasis } from "../basisOptions.ts";
import { answer, withHtml } from "../htmlOption.ts";

interface Options extends BasisOptions {
  readonly file?: readonly string[];
  readonly save?: string;
  readonly days?: number;
  readonly trustTag?: string;
  readonly trustName?: RegExp;
  readonly egress: Egress;
  readonly top: number;
  readonly html?: string;
}

/** Two weekends are in it. */
const DAYS = 14;

const several = (text: string, before: readonly string[] = []): string[] => [...before, text];

function pattern(text: string): RegExp {
  try {
    const made = new RegExp(text);
    if ((new RegExp(`${text}|`).exec("")?.length ?? 0) > 1) return made;
  } catch (error) {
    throw new UsageError(`--trust-name: must be a regular expression, got ${text}`, { cause: error });
  }
  throw new UsageError(`--trust-name: must have a group in parentheses that names the trust group, got ${text}`);
}

export function addScan(cost: Command): void {
  const command = cost
    .command("scan")
    .description("every function of an account, in the order of what moving it would save")
    .option(
      "--file <file>",
      "instead of the account: what AWS's command printed, or a usage report; repeatable",
      several,
    )
    .option("--save <file>", "also keep what was read of the account, for --file")
    .option("--days <n>", `how much to read of the account (default: ${DAYS})`, wholeNumber("--days", [1, 31]))
    .option("--trust-tag <key>", "functions whose tags have the same value may share a capacity provider")
    .option(
      "--trust-name <pattern>",
      "or: those in whose names the first group finds the same (default: ^([^-_]+))",
      pattern,
    )
    .addOption(
      new Option("--egress <kind>", "how managed instances reach CloudWatch Logs")
        .choices(["endpoint", "nat", "existing"])
        .default("endpoint"),
    )
    .option("--top <n>", "how many functions of each kind to show", wholeNumber("--top", [1, 100_000]), 20);
  withBasis(withHtml(command)).action(inSession<Options>(run));
  withExample(
    command,
    "lmi cost scan --region us-east-1 --html scan.html",
    "lmi cost scan --file scan.json --trust-tag team",
  );
}

async function sourcesOf(session: Session, options: Options): Promise<Source[]> {
  const { file: files = [], save, days = DAYS } = options;
  if (files.length > 0) {
    if (options.days !== undefined) throw new UsageError(`--days: not together with --file, got ${options.days}`);
    if (save !== undefined) throw new UsageError(`--save: not together with --file, got ${save}`);
    const { readSource } = await import("./files.ts");
    return Promise.all(files.map(readSource));
  }
  const { readAccount } = await import("./account.ts");
  const content = await readAccount(session, { days, withTags: options.trustTag !== undefined });
  const text = JSON.stringify(content);
  if (save !== undefined) {
    const { writeFile } = await import("node:fs/promises");
    await writeFile(save, text).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`--save ${save}: cannot be written (${error.code ?? error.message})`, { cause: error });
    });
  }
  return [{ name: "account", text }];
}

function ruleOf({ trustTag, trustName }: Options, byName: TrustRule): TrustRule {
  if (trustTag !== undefined && trustName !== undefined) {
    throw new UsageError(`--trust-name: not together with --trust-tag, got ${trustName.source}`);
  }
  if (trustTag !== undefined) return { tag: trustTag };
  return trustName ? { name: trustName } : byName;
}

const run: Run<Options> = async (session, options) => {
  const { region } = session.settings;
  // An account is read where the environment says, files are of wherever.
  const { prices, basis } = await basisInRegion({
    ...options,
    ...(!options.file && region !== undefined && { region }),
  });
  const [{ datasetOf }, { scan }, { scanReport }, { scanJson }, { NAME_BEGINS }] = await Promise.all([
    import("../../../../cost/scan/dataset.ts"),
    import("../../../../cost/scan/scan.ts"),
    import("../../../../cost/scan/scanReport.ts"),
    import("../../../../cost/scan/scanJson.ts"),
    import("../../../../cost/scan/trust.ts"),
  ]);
  const rule = ruleOf(options, NAME_BEGINS);
  const dataset = datasetOf(await sourcesOf(session, options), prices.region);
  const result = scan(dataset, { prices, basis, egress: options.egress }, rule);
  return answer(options.html, session.settings.json, {
    json: session.settings.json ? scanJson(result) : undefined,
    report: () => scanReport(result, options.top),
  });
};
