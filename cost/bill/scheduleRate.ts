// How often a schedule fires in a month: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html

const MINUTES = { minute: 1, hour: 60, day: 24 * 60 } as const;
const DAYS_PER_YEAR = 365;
const MONTHS_PER_YEAR = 12;
const DAYS_PER_WEEK = 7;
const DAY_NAMES = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const MONTH_NAMES = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

interface Field {
  readonly from: number;
  readonly to: number;
  /** Words for values, the first for `from`. */
  readonly names?: readonly string[];
}

function fieldValue(text: string, { from, names = [] }: Field): number {
  const named = names.indexOf(text.toUpperCase());
  return named >= 0 ? from + named : Number(text);
}

/** How many values of a field a list such as `1,5-9,0/15` has; undefined for what is none. */
function valuesIn(text: string, field: Field): number | undefined {
  const values = new Set<number>();
  for (const item of text.split(",")) {
    const [range = "", step = "1"] = item.split("/");
    const [first = "", last] = range === "*" ? [String(field.from), String(field.to)] : range.split("-");
    const start = fieldValue(first, field);
    const end = last === undefined ? (item.includes("/") ? field.to : start) : fieldValue(last, field);
    const each = Number(step);
    if (![start, end, each].every(Number.isInteger) || each < 1 || start < field.from || end > field.to)
      return undefined;
    for (let value = start; value <= end; value += each) values.add(value);
  }
  return values.size;
}

/** Days of a year, by the day of the month or of the week; `L`, `W` and `#` stand for one day a month. */
function daysPerYear(dayOfMonth: string, dayOfWeek: string): number | undefined {
  const special = (text: string) => text.split(",").every((item) => /[LW#]/i.test(item) && !/WED/i.test(item));
  const isAny = (text: string) => text === "*" || text === "?";
  if (isAny(dayOfMonth) && isAny(dayOfWeek)) return DAYS_PER_YEAR;
  const text = isAny(dayOfMonth) ? dayOfWeek : dayOfMonth;
  if (special(text)) return text.split(",").length * MONTHS_PER_YEAR;
  if (!isAny(dayOfMonth)) {
    const days = valuesIn(dayOfMonth, { from: 1, to: 31 });
    return days === undefined ? undefined : (days / 31) * DAYS_PER_YEAR;
  }
  const days = valuesIn(dayOfWeek, { from: 1, to: DAYS_PER_WEEK, names: DAY_NAMES });
  return days === undefined ? undefined : (days / DAYS_PER_WEEK) * DAYS_PER_YEAR;
}

function cronPerYear(fields: readonly string[]): number | undefined {
  const [minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = ""] = fields;
  const minutes = valuesIn(minute, { from: 0, to: 59 });
  const hours = valuesIn(hour, { from: 0, to: 23 });
  const months = valuesIn(month, { from: 1, to: MONTHS_PER_YEAR, names: MONTH_NAMES });
  const days = daysPerYear(dayOfMonth, dayOfWeek);
  if (minutes === undefined || hours === undefined || months === undefined || days === undefined) return undefined;
  return minutes * hours * days * (months / MONTHS_PER_YEAR);
}

/** Undefined for an expression that is not understood; 0 for `at(…)`, which fires once. */
export function timesPerMonth(expression: string, hoursPerMonth: number): number | undefined {
  const [, kind, inside = ""] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  if (kind === "at") return 0;
  if (kind === "cron") {
    const perYear = cronPerYear(inside.trim().split(/\s+/));
    return perYear === undefined ? undefined : perYear * (hoursPerMonth / (DAYS_PER_YEAR * 24));
  }
  const [, every, unit] = /^(\d+) (minute|hour|day)s?$/.exec(inside.trim()) ?? [];
  if (every === undefined || unit === undefined || Number(every) === 0) return undefined;
  return (hoursPerMonth * 60) / (Number(every) * MINUTES[unit as keyof typeof MINUTES]);
}
