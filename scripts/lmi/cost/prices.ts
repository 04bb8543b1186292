// lmi cost prices: the price table that every cost rests on, and its refresh from the AWS price list.
import { type Command, Option } from "commander";
import type { PriceTable } from "../../../cost/prices/priceTable.ts";
import { UsageError } from "../../cliError.ts";
import { withExample } from "../options.ts";
import { type Answer, inSession, type Run, type Session } from "../session.ts";
import { type BasisOptions, basisInRegion, checkRegion, withBasis } from "./basisOptions.ts";
import { answer, withHtml } from "./htmlOption.ts";

interface Options extends BasisOptions {
  readonly refresh?: boolean;
  readonly region?: string;
  readonly output?: string;
  readonly priceList?: string;
  readonly type?: readonly string[];
  readonly architecture?: string;
  readonly html?: string;
}

function typePatterns(text: string): readonly string[] {
  const patterns = text.split(",").map((pattern) => pattern.trim());
  if (patterns.every((pattern) => /^[a-z0-9.*-]+$/.test(pattern))) return patterns;
  throw new UsageError(`--type: must be instance types such as m7g.large or 'm7g.*', got ${text}`);
}

/** Prices decide on money: nobody on the way may change them. */
function priceListUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = url !== undefined && /^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback)) return text;
  throw new UsageError(`--price-list: must be an https address, or http on this machine, got ${text}`);
}

export function addPrices(cost: Command): void {
  const command = cost
    .command("prices")
    .description("the prices that costs rest on; --refresh reads them from AWS, for any Region");
  withHtml(withBasis(command))
    .option("--type <list>", "instance types to show, with * for any characters", typePatterns)
    .addOption(new Option("--architecture <name>", "instance types to show").choices(["arm64", "x86_64"]))
    .option("--refresh", "read the AWS price list of --region (hundreds of megabytes), and write a price table")
    .option("--output <file>", "where --refresh writes (default: prices.<region>.json)")
    .option("--price-list <url>", "where --refresh reads (default: AWS)", priceListUrl)
    .action(inSession<Options>(prices));
  withExample(
    command,
    "lmi cost prices --type 'm7g.*'",
    "lmi cost prices --refresh --region eu-west-1 --output prices.eu-west-1.json",
    "lmi cost compare --prices prices.eu-west-1.json --file workload.json",
  );
}

const REFRESHING = ["output", "priceList"] as const;
const SHOWING = ["prices", "assume", "type", "architecture"] as const;
const named = (option: string): string => `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function checkTogether(options: Options): void {
  const wrong = (options.refresh ? SHOWING : REFRESHING).find((name) => options[name] !== undefined);
  if (wrong === undefined) return;
  throw new UsageError(`${named(wrong)}: only ${options.refresh ? "without" : "with"} --refresh`);
}

async function refreshed(session: Session, { output, priceList }: Options): Promise<Answer> {
  const { region } = session.settings;
  if (region === undefined) throw new UsageError("region: not known; use --region or AWS_REGION");
  checkRegion("--region", region);
  const path = output ?? `prices.${region}.json`;
  const [{ refresh }, { checkWritable, writeAtomically }] = await Promise.all([
    import("../../../cost/prices/refresh.ts"),
    import("../../../cost/prices/writeAtomically.ts"),
  ]);
  await checkWritable(path);
  const table = await refresh({
    region,
    ...(priceList !== undefined && { priceList }),
    now: Date.now(),
    onProgress: (seen) => session.progress.show(seen),
    warn: (line) => {
      session.progress.clear();
      session.warn(line);
    },
  });
  await writeAtomically(path, `${JSON.stringify(table, null, 2)}\n`);
  return {
    json: table,
    lines: [
      `${path}: prices of ${table.region} on ${table.date}, ${Object.keys(table.instances).length} instance types`,
      table.source,
    ],
  };
}

async function shown(prices: PriceTable, { type, architecture }: Options): Promise<PriceTable> {
  const { matchesType } = await import("../../../cost/managedFunction.ts");
  const kept = Object.entries(prices.instances).filter(
    ([name, instance]) =>
      (type === undefined || matchesType(type, name)) &&
      (architecture === undefined || instance.architecture === architecture),
  );
  if (kept.length > 0) return { ...prices, instances: Object.fromEntries(kept) };
  const wanted = [type?.join(","), architecture].filter((part) => part !== undefined).join(" and ");
  throw new UsageError(`--type: must match a type of the price table of ${prices.region}, got ${wanted}`);
}

const prices: Run<Options> = async (session, options) => {
  checkTogether(options);
  if (options.refresh) return refreshed(session, options);
  const { prices: all, basis } = await basisInRegion(options);
  const table = await shown(all, options);
  const { pricesReport } = await import("../../../cost/prices/pricesReport.ts");
  return answer(options.html, session.settings.json, {
    json: table,
    report: () => pricesReport(table, basis, options.type !== undefined),
  });
};
