// A price table read from the AWS price list, for any Region; nothing of the list is held but the prices that are wanted.
// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html
import { type DownloadOptions, download } from "./download.ts";
import { otherFee } from "./listedInstances.ts";
import { leftOut, mistakesInListed, tableOf } from "./listedTable.ts";
import { type Listed, offerPrices } from "./offerPrices.ts";
import { PriceListError } from "./priceListError.ts";
import type { PriceTable } from "./priceTable.ts";
import { isOptional, LARGE_OFFER, SMALL_OFFERS } from "./wanted.ts";

/** No account and no credentials are needed to read it. */
export const PRICE_LIST = "https://pricing.us-east-1.amazonaws.com";

export interface RefreshOptions extends Pick<DownloadOptions, "stallMs" | "pause"> {
  readonly region: string;
  /** @default PRICE_LIST */
  readonly priceList?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What is being read, each time that it changed by a megabyte. */
  readonly onProgress?: (seen: string) => void;
  /** What a person should know and nothing fails by. */
  readonly warn?: (line: string) => void;
}

const MEGABYTE = 1_000_000;

function byMegabyte(offer: string, onProgress: (seen: string) => void): NonNullable<DownloadOptions["onBytes"]> {
  let shown = -1;
  return (read, total) => {
    const megabytes = Math.floor(read / MEGABYTE);
    if (megabytes === shown) return;
    shown = megabytes;
    const all = total === undefined ? "" : ` of ${Math.ceil(total / MEGABYTE)}`;
    onProgress(`${offer}: ${megabytes}${all} MB`);
  };
}

/**
 * Reads the small files first: what is missing from them is known before the large one is begun.
 * @throws PriceListError with one line per price that the list does not give, or when it cannot be read
 */
export async function refresh(options: RefreshOptions): Promise<PriceTable> {
  const { region, priceList = PRICE_LIST, now, onProgress = () => {}, warn = () => {} } = options;
  const base = priceList.replace(/\/+$/, "");
  const listed = new Map<string, readonly Listed[]>();
  const versions: string[] = [];

  const read = async (offer: string): Promise<void> => {
    onProgress(offer);
    const url = `${base}/offers/v1.0/aws/${offer}/current/${region}/index.csv`;
    const found = await download(url, (bytes) => offerPrices(offer, region, bytes), {
      ...options,
      onBytes: byMegabyte(offer, onProgress),
    }).catch((error) => {
      if (error instanceof PriceListError && isOptional(offer)) return undefined; // what is missing is said below
      throw error;
    });
    if (found === undefined) return;
    for (const [price, rows] of found.listed) listed.set(price, rows);
    versions.push(`${offer} ${found.version}`);
  };
  const check = (offers: readonly string[]): void => {
    const mistakes = mistakesInListed(offers, region, listed);
    if (mistakes.length > 0) throw new PriceListError(mistakes.join("\n"));
  };

  for (const offer of SMALL_OFFERS) await read(offer);
  check(SMALL_OFFERS);
  await read(LARGE_OFFER);
  check([LARGE_OFFER]);
  const fee = otherFee(listed);
  if (fee !== undefined) warn(fee);
  for (const [part, why] of leftOut(region, listed)) warn(`${part}: left out of the table, ${why}`);
  const date = new Date(now).toISOString().slice(0, 10);
  return tableOf(listed, { region, date, source: `AWS price list ${base}: ${versions.join(", ")}` });
}
