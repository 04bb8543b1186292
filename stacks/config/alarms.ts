// Which alarms an environment has, as far as a team chooses: who is told, and what a day may cost.
import { z } from "zod";

const MAIL = /^[^\s@]{1,64}@[a-z0-9.-]{1,190}\.[a-z]{2,24}$/i;
const ENDPOINT = /^https:\/\/[a-z0-9.-]{1,253}(:\d{1,5})?(\/\S{0,1800})?$/i;
const TOPIC = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/;

/** A chat channel follows a topic of SNS: https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html */
const subscriber = z
  .string()
  .refine(
    (text) => MAIL.test(text) || ENDPOINT.test(text) || TOPIC.test(text),
    "must be a mail address, an https:// URL, or the ARN of an SNS topic that a chat channel follows",
  );

const subscribers = z.array(subscriber).max(100).default([]);

/** From a hundredth of a cent, which metric math reads without an exponent, to a million. */
const dollars = z.number().min(0.0001).max(1_000_000);

export const alarmsSchema = z.strictObject({
  /** Told at any hour: nothing scales, work is stuck, or the API fails. A mail address must confirm before it is told. */
  page: subscribers,
  /** Told of everything else, which can wait until morning. */
  ticket: subscribers,
  /** What descriptions link to, with the alarm's section behind it. */
  runbook: z
    .string()
    .regex(/^[^\s#]{1,300}$/, "must be a path or URL without spaces and #")
    .default("docs/runbook.md"),
  /** An alarm on what managed instances cost in a day; none when left out. */
  dailyBudget: z
    .strictObject({
      dollars,
      /** What a vCPU costs in an hour, without Lambda's fee of 15 %; `lmi cost size` names it. */
      dollarsPerVCpuHour: dollars,
    })
    .optional(),
});

export type AlarmsConfig = z.output<typeof alarmsSchema>;

/** How a subscriber is told; a topic of a chat channel is an action of its own. */
export function protocolOf(subscriber: string): "email" | "https" | "topic" {
  if (MAIL.test(subscriber)) return "email";
  return TOPIC.test(subscriber) ? "topic" : "https";
}
