// Alarms: whether they are there, what they tell, and whom.
import type { Change, Plan } from "../../../plan.ts";
import type { Reviewed } from "../../reviewed.ts";
import type { Rule } from "../../rule.ts";
import { changesOf, isRemoved, placeOf } from "../../world/changes.ts";
import { withoutTeardowns } from "../../world/teardown.ts";
import { becomesOff, goes, leaves } from "../judges.ts";
import { type Look, settingRule } from "../settingRule.ts";

const ALARMS = ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"] as const;
const METRIC = ["aws_cloudwatch_metric_alarm"] as const;

const isAlarm = ({ type }: Change): boolean => ALARMS.some((alarm) => alarm === type);

/** Alarms go with the system that they watch; alarms alone, do not. */
const watchedPlans = (reviewed: Reviewed): readonly Plan[] => {
  const left = new Set(withoutTeardowns(reviewed).plans);
  return reviewed.plans.filter((plan) => left.has(plan) || plan.changes.filter(isRemoved).every(isAlarm));
};

const gone: Look = {
  types: ALARMS,
  *find(reviewed) {
    for (const change of changesOf({ plans: watchedPlans(reviewed) }, ...ALARMS)) {
      if (!isRemoved(change)) continue;
      const name = change.before?.alarm_name;
      yield { ...placeOf(change), what: `The alarm${typeof name === "string" ? ` ${name}` : ""} is removed.` };
    }
  },
};

const LESS = new Set(["LessThanThreshold", "LessThanOrEqualToThreshold"]);

const thresholdLoosened: Look = {
  types: METRIC,
  *find(reviewed) {
    for (const change of changesOf(reviewed, ...METRIC)) {
      const { before, after, action } = change;
      if (!before || !after || action === "noOp" || action === "forget") continue;
      const [was, is, how] = [before.threshold, after.threshold, after.comparison_operator];
      if (typeof was !== "number" || typeof is !== "number" || typeof how !== "string") continue;
      if (how !== before.comparison_operator || (LESS.has(how) ? is >= was : is <= was)) continue;
      yield {
        ...placeOf(change),
        severity: "low",
        attribute: "threshold",
        what: `The alarm goes off later than before (threshold: ${was} to ${is}).`,
        why: "What it told of until now happens without a word, up to the new threshold.",
        remedy: "Say in the pull request why the old threshold was wrong.",
      };
    }
  },
};

export const alarmRules: readonly Rule[] = [
  settingRule({
    id: "alarm-removed",
    severity: "medium",
    title: "An alarm is removed, or tells less than before",
    why: "What it watched can fail without a word to those who could mend it.",
    remedy: "Keep the alarm, or say in the pull request what tells of this from now on.",
    settings: [
      ...ALARMS.flatMap((type) => [
        {
          types: [type],
          path: ["actions_enabled"],
          judge: becomesOff(false),
          what: "The actions of an alarm are switched off",
          remedy: "Keep actions_enabled; a composite alarm with a suppressor is quiet for a time only.",
        },
        {
          types: [type],
          path: ["alarm_actions"],
          judge: goes,
          what: "An alarm tells no one",
          remedy: "Keep alarm_actions.",
        },
      ]),
      {
        types: METRIC,
        path: ["treat_missing_data"],
        judge: leaves("breaching"),
        severity: "low",
        what: "An alarm no longer takes missing data as a fault",
        why: "When what it watches stops altogether, it stays quiet.",
        remedy: 'Keep treat_missing_data = "breaching".',
      },
    ],
    looks: [gone, thresholdLoosened],
  }),
  settingRule({
    id: "alarm-topic-unsubscribed",
    severity: "medium",
    title: "A subscription of a topic is removed",
    why: "What the topic tells, alarms among it, no longer arrives there.",
    remedy: "Keep the subscription, or subscribe those who take over first.",
    guards: [
      {
        type: "aws_sns_topic_subscription",
        guarded: { attribute: "topic_arn", type: "aws_sns_topic" },
        what: "A subscription of a topic that stays is removed.",
      },
    ],
  }),
];
