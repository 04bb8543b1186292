// What happens to calls of schedules, EventBridge rules and event sources that fail.
import type { Value } from "../../value.ts";
import { goes, type Judge } from "../protection/judges.ts";
import { type Setting, settingRule } from "../protection/settingRule.ts";

const KINDS = [
  { types: ["aws_cloudwatch_event_target"], root: [] },
  { types: ["aws_scheduler_schedule"], root: ["target", 0] },
] as const;

const INVOKE = ["aws_lambda_function_event_invoke_config"] as const;

const isNone = (value: Value): boolean => value === 0 || value === "0";

/** Not set, there are 185: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const becomesNone: Judge = {
  weakens: (before, after) => !isNone(before) && isNone(after),
  couldWeaken: () => false,
};

const SETTINGS: readonly Setting[] = [
  ...KINDS.flatMap(({ types, root }): Setting[] => [
    {
      types,
      path: [...root, "dead_letter_config", 0, "arn"],
      judge: goes,
      what: "Calls that fail no longer go to a dead-letter queue",
      why: "After its last retry a call is dropped, and nothing shows that it was there.",
      remedy: "Keep dead_letter_config.",
    },
    {
      types,
      path: [...root, "retry_policy", 0, "maximum_retry_attempts"],
      judge: becomesNone,
      what: "Calls that fail are not repeated",
      why: "One throttled call is enough for the work to be left undone.",
      remedy: "Allow at least one retry.",
    },
    {
      types,
      path: [...root, "retry_policy", 0],
      judge: goes,
      what: "The retry policy is removed",
      why: "Without one EventBridge repeats a call that fails up to 185 times within 24 hours: what was meant to be given up runs long after its time.",
      remedy: "Keep the retry policy, with the age after which a call is of no use.",
    },
  ]),
  {
    types: ["aws_lambda_event_source_mapping"],
    path: ["destination_config", 0, "on_failure", 0, "destination_arn"],
    judge: goes,
    what: "Records that fail are no longer sent anywhere",
    why: "After its retries a record is dropped, and nothing shows that it was there.",
    remedy: "Keep the destination for failures.",
  },
  {
    types: INVOKE,
    path: ["destination_config", 0, "on_failure", 0, "destination"],
    judge: goes,
    what: "Events that the function fails on go nowhere",
    why: "After its retries an asynchronous event is dropped, and nothing shows that it was there.",
    remedy: "Keep the destination for failures.",
  },
  {
    types: INVOKE,
    path: ["maximum_retry_attempts"],
    judge: becomesNone,
    what: "Events that the function fails on are not repeated",
    why: "One error is enough for the work to be left undone.",
    remedy: "Allow at least one retry.",
  },
];

export const retriesRemoved = settingRule({
  id: "retries-removed",
  severity: "medium",
  title: "Calls that fail are no longer repeated, or no longer kept",
  why: "After its last retry a call is dropped, and nothing shows that it was there.",
  remedy: "Keep the retry policy and the destination for failures.",
  settings: SETTINGS,
  guards: [
    {
      type: "aws_lambda_function_event_invoke_config",
      guarded: { attribute: "function_name", type: "aws_lambda_function" },
      what: "How often events of a function that stays are repeated, and where they go when they fail, is as Lambda's default again.",
      why: "An asynchronous event is dropped after two retries, and goes nowhere.",
      remedy: "Keep the destination for failures.",
    },
  ],
});
