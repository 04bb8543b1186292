// Differences of money: with a sign, and a range where floor and ceiling differ.
import { usd } from "../../report/figures.ts";

/** `+$12.00`, `-$3.20`, `$0.00` */
export function usdDelta(value: number): string {
  const text = usd(value);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** `+$12.00 to +$240.00`, or one amount where both are the same. */
export function usdRange(floorUsd: number, ceilingUsd: number): string {
  const [floor, ceiling] = [usdDelta(floorUsd), usdDelta(ceilingUsd)];
  return floor === ceiling ? floor : `${floor} to ${ceiling}`;
}
