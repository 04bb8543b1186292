// Timestamps of files with millions of rows: ISO 8601 with a zone, never the machine's own by accident.

const PATTERN =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/;

const LAST_OF_FEBRUARY = { common: 28, leap: 29 };
const SHORT_MONTHS = new Set(["04", "06", "09", "11"]);

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Whether a month has its 29th, 30th or 31st. */
function hasDay(text: string): boolean {
  const day = Number(text.slice(8, 10));
  const month = text.slice(5, 7);
  if (month === "02") return day <= LAST_OF_FEBRUARY[isLeap(Number(text.slice(0, 4))) ? "leap" : "common"];
  return day <= (SHORT_MONTHS.has(month) ? 30 : 31);
}

/** As Date.parse must have it: a T, and a colon in the offset. */
function canonical(text: string): string {
  const dateAndTime = text[10] === "T" ? text : text.replace(" ", "T");
  return dateAndTime.replace(/([+-]\d\d)(\d\d)$/, "$1:$2");
}

/** Milliseconds since the epoch, or undefined for what is no such timestamp. */
export function parseTimestamp(text: string): number | undefined {
  if (!PATTERN.test(text) || !hasDay(text)) return undefined;
  return Date.parse(text.length <= 24 && text[10] === "T" && text.endsWith("Z") ? text : canonical(text));
}

/** What is allowed, for an error. */
export const TIMESTAMP_RULE = "must be ISO 8601 with a zone such as 2026-11-22T13:05:00Z";
