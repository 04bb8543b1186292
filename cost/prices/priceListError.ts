// What reading the AWS price list fails with: it cannot be reached, is not what it should be, or lacks a price.

/** One line per thing that is wrong; the address or the price comes first. */
export class PriceListError extends Error {
  override readonly name = "PriceListError";
}
