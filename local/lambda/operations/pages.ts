// Pages of the Lambda API's lists: `Marker` and `MaxItems` in the query, `NextMarker` in the answer.
import type { AwsCall } from "../../aws/call.ts";
import { LambdaServiceError } from "../errors.ts";

/** A page holds no more, however many are asked for. https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
const LONGEST_PAGE = 50;
const MARK = "after:";

/**
 * One page of a list, which begins behind the item that the marker names, or behind its place if it is gone.
 * @param mostAsked the largest MaxItems that the operation accepts
 * @throws LambdaServiceError InvalidParameterValueException
 */
export function pageOf<T>(
  { url: { searchParams } }: AwsCall,
  all: Iterable<T>,
  key: (item: T) => string,
  mostAsked: number,
): { items: T[]; NextMarker?: string } {
  const size = sizeOf(searchParams.get("MaxItems"), mostAsked);
  const after = keyIn(searchParams.get("Marker"));
  const rest = [...all]
    .filter((item) => after === undefined || key(item) > after)
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const items = rest.slice(0, size);
  const last = items.at(-1);
  const isMore = last !== undefined && rest.length > size;
  return { items, ...(isMore && { NextMarker: Buffer.from(MARK + key(last)).toString("base64url") }) };
}

function sizeOf(asked: string | null, most: number): number {
  if (asked === null) return LONGEST_PAGE;
  const size = Number(asked);
  if (Number.isInteger(size) && size >= 1 && size <= most) return Math.min(size, LONGEST_PAGE);
  throw new LambdaServiceError(
    "InvalidParameterValueException",
    `MaxItems: must be a whole number from 1 to ${most}, got ${asked}`,
  );
}

function keyIn(marker: string | null): string | undefined {
  if (marker === null) return undefined;
  const text = Buffer.from(marker, "base64url").toString("utf8");
  if (text.startsWith(MARK)) return text.slice(MARK.length);
  throw new LambdaServiceError("InvalidParameterValueException", `Marker: is none that was given out, got ${marker}`);
}
