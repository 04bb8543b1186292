// Batch windows as they are declared, in a configuration or in a file: strict, and refused with the path of the value.
import { Temporal } from "temporal-polyfill";
import * as z from "zod";
import { ALLOWED_DAYS, isDay } from "./days.ts";
import { MAX_EXECUTION_ENVIRONMENTS } from "./scalingConfig.ts";

/** A whole number within bounds; every way to miss it is told in the same words. */
function wholeNumber([min, max]: readonly [number, number], unit = ""): z.ZodNumber {
  const error = `must be a whole number${unit} from ${min} to ${max}`;
  return z.number({ error }).int(error).min(min, error).max(max, error);
}

/** Text that passes `isRight`; anything else, and any other type, is told in the same words. */
const text = (isRight: (text: string) => boolean, error: string) => z.string({ error }).refine(isRight, error);

/** What is said of a value that is no list or no object; its parts speak for themselves. */
const wrongType = (error: string) => ({
  error: ({ code }: { code: string }) => (code === "invalid_type" ? error : undefined),
});

const environments = wholeNumber([1, MAX_EXECUTION_ENVIRONMENTS]);

const timeOfDay = text((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time), "must be HH:MM from 00:00 to 23:59");

export const timeZone = text((name) => {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return /^[A-Za-z]/.test(name); // an offset such as +01:00 is no zone with a clock of its own
  } catch {
    return false;
  }
}, "must be an IANA time zone such as Europe/Dublin");

const date = text((text) => {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}, "must be a date YYYY-MM-DD");

const instant = text((text) => {
  try {
    return Number.isFinite(Temporal.Instant.from(text).epochMilliseconds);
  } catch {
    return false;
  }
}, "must be an instant such as 2026-12-01T20:00:00Z");

const DAYS = 'must be a list of one or more days such as ["mon-fri"]';

const days = z.array(text(isDay, ALLOWED_DAYS), { error: DAYS }).min(1, DAYS);

const common = {
  name: text(
    (name) => /^[a-z0-9][a-z0-9-]{0,39}$/.test(name),
    "must be 1 to 40 lower-case letters, digits and hyphens",
  ),
  min: environments,
  max: environments,
  warmUpMinutes: wholeNumber([0, 180], " of minutes").default(0),
};

const recurring = z.strictObject(
  {
    ...common,
    days,
    from: timeOfDay,
    to: timeOfDay,
    timeZone,
    except: z.array(date, { error: "must be a list of dates YYYY-MM-DD" }).default([]),
  },
  wrongType("must be a window such as { name, days, from, to, timeZone, min, max }"),
);

const oneOff = z.strictObject({ ...common, start: instant, end: instant });

/** A window that names `start` or `end` is a one-off; the rest of it is judged as such. */
const batchWindow = z.unknown().transform((value, context) => {
  const isOneOff = typeof value === "object" && value !== null && ("start" in value || "end" in value);
  const parsed = isOneOff ? oneOff.safeParse(value) : recurring.safeParse(value);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) context.addIssue({ code: "custom", path, message });
    return z.NEVER;
  }
  const window = parsed.data;
  if (window.min > window.max) {
    context.addIssue({
      code: "custom",
      path: ["min"],
      message: `must not be above max (${window.max}), got ${window.min}`,
    });
  }
  if ("start" in window && Temporal.Instant.compare(window.start, window.end) >= 0) {
    context.addIssue({
      code: "custom",
      path: ["end"],
      message: `must be after start (${window.start}), got ${window.end}`,
    });
  }
  return window;
});

/** The windows of one function. */
export const batchWindows = z
  .array(batchWindow, { error: "must be a list of windows" })
  .superRefine((windows, context) => {
    const names = new Map<string, number>();
    windows.forEach(({ name }, index) => {
      const first = names.get(name);
      if (first === undefined) names.set(name, index);
      else
        context.addIssue({
          code: "custom",
          path: [index, "name"],
          message: `is used by windows[${first}] already, got ${name}`,
        });
    });
  });

/** What a window looks like in a file: defaults may be left out. */
export type BatchWindowInput = z.input<typeof recurring> | z.input<typeof oneOff>;
