// Random alarms: none, or with subscribers of each kind, a runbook and a budget.
import fc from "fast-check";
import { alarmsSchema } from "../../stacks/config/alarms.ts";
import { accepted, nastyText } from "./texts.ts";

const subscriber = fc.oneof(
  fc.emailAddress({ size: "small" }),
  nastyText(200).map((path) => `https://tickets.example.com/${path}`),
  fc.constantFrom("oncall", "tickets").map((name) => `arn:aws:sns:eu-west-1:123456789012:${name}`),
);
const subscribers = fc.uniqueArray(subscriber, { maxLength: 3 });

const alarms = accepted(
  alarmsSchema,
  fc.record(
    {
      page: subscribers,
      ticket: subscribers,
      runbook: fc.oneof(fc.webUrl({ size: "small" }), nastyText(300)),
      dailyBudget: fc.record({
        dollars: fc.double({ min: 0.01, max: 1_000_000, noNaN: true }),
        dollarsPerVCpuHour: fc.double({ min: 0.0001, max: 10, noNaN: true }),
      }),
    },
    { requiredKeys: [] },
  ),
);

export const operations = fc.record({ alarms: fc.option(alarms, { nil: undefined }) });
