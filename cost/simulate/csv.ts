// Traffic from a CSV file with the header timestamp,requests.
import { shown } from "../../app/shared/issues.ts";
import { CostError } from "../costError.ts";
import { eachRecord } from "../csvRecords.ts";
import { parseTimestamp, TIMESTAMP_RULE } from "./timestamp.ts";
import { MAX_POINTS, type Points } from "./traffic.ts";

const HEADER = ["timestamp", "requests"] as const;

/** More than this in one period is a mistake. */
export const MAX_REQUESTS = 1e13;
export const REQUESTS_RULE = `must be a number from 0 to ${MAX_REQUESTS}`;

/** A plain decimal number; not `0x10`, `Infinity`, or nothing. */
const numberOf = (text: string): number => (/^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN);

/**
 * The header is row 1.
 * @throws CostError naming the row and the value
 */
export function parseCsv(subject: string, text: string): Points {
  const times: number[] = [];
  const requests: number[] = [];
  const rows: number[] = [];
  let last = 0;
  eachRecord(subject, text, (record, row) => {
    last = row;
    const refuse = (what: string): never => {
      throw new CostError(`${subject}: row ${row}: ${what}`);
    };
    if (row === 1) {
      if (record.join() !== HEADER.join()) refuse(`must be the header ${HEADER.join()}, got ${shown(record.join())}`);
      return;
    }
    if (record.length === 1 && record[0] === "") return;
    const [timestamp = "", count = ""] = record;
    if (record.length !== HEADER.length) refuse(`must have ${HEADER.length} values, got ${record.length}`);
    const at = parseTimestamp(timestamp) ?? refuse(`timestamp: ${TIMESTAMP_RULE}, got ${shown(timestamp)}`);
    const value = numberOf(count);
    if (!(value >= 0 && value <= MAX_REQUESTS)) refuse(`requests: ${REQUESTS_RULE}, got ${shown(count)}`);
    if (times.length === MAX_POINTS) refuse(`must be at most ${MAX_POINTS} rows, got more`);
    times.push(at);
    requests.push(value);
    rows.push(row);
  });
  if (last === 0) throw new CostError(`${subject}: row 1: must be the header ${HEADER.join()}, got nothing`);
  return { subject, times, requests, place: (index) => `row ${rows[index]}` };
}
