// Alarms: whether they are there, what they tell, and whom.
import type { Change, Plan } from "../../../plan.ts";
import type { Attributes } from "../../../value.ts";
import type { Reviewed } from "../../reviewed.ts";
import type { Rule } from "../../rule.ts";
import { changesOf, isRemoved, placeOf } from "../../world/changes.ts";
import { withoutTeardowns } from "../../world/teardown.ts";
import { listed } from "../../world/words.ts";
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

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

/** Some of those whom it tells, and not all: that has words of its own. */
const toldFewer: Look = {
  types: ALARMS,
  *find(reviewed) {
    for (const change of changesOf(reviewed, ...ALARMS)) {
      const { before, after, action } = change;
      if (!before || !after || action === "noOp" || action === "forget") continue;
      const [was, is] = [textsOf(before.alarm_actions), textsOf(after.alarm_actions)];
      if (!Array.isArray(after.alarm_actions) || after.alarm_actions.length !== is.length || is.length === 0) continue;
      const gone = was.filter((one) => !is.includes(one));
      if (gone.length === 0 || is.length >= was.length) continue;
      yield {
        ...placeOf(change),
        severity: "low",
        attribute: "alarm_actions",
        what: `The alarm no longer tells ${listed(gone)}.`,
        remedy: "Keep alarm_actions.",
      };
    }
  },
};

const numberIn = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** How long what an alarm watches must be wrong before it goes off, in seconds. */
const secondsOf = ({
  period,
  evaluation_periods: periods,
  datapoints_to_alarm: points,
}: Attributes): number | undefined => {
  const [seconds, most] = [numberIn(period), numberIn(periods)];
  return seconds === undefined || most === undefined ? undefined : seconds * (numberIn(points) || most);
};

const waitsLonger: Look = {
  types: METRIC,
  *find(reviewed) {
    for (const change of changesOf(reviewed, ...METRIC)) {
      const { before, after, action } = change;
      if (!before || !after || action === "noOp" || action === "forget") continue;
      const [was, is] = [secondsOf(before), secondsOf(after)];
      if (was === undefined || is === undefined || is <= was) continue;
      yield {
        ...placeOf(change),
        severity: "low",
        attribute: "evaluation_periods",
        what: `The alarm goes off later than before: after ${is} seconds, before ${was}.`,
        why: "What it told of until now happens without a word as long as that.",
        remedy: "Say in the pull request why the old time was wrong.",
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
    guards: [
      {
        type: "aws_cloudwatch_log_metric_filter",
        guarded: { attribute: "log_group_name", type: "aws_cloudwatch_log_group" },
        what: "A metric filter of a log group that stays is removed.",
        why: "Alarms on its metric have no data from now on, and stay quiet.",
        remedy: "Keep the filter, or remove its alarms with it.",
      },
      {
        type: "aws_cloudwatch_log_subscription_filter",
        guarded: { attribute: "log_group_name", type: "aws_cloudwatch_log_group" },
        what: "Logs of a group that stays are no longer handed on.",
        why: "What read them, such as a search or an alerting, sees nothing from now on.",
        remedy: "Keep the filter, or say in the pull request what reads the logs from now on.",
      },
    ],
    looks: [gone, thresholdLoosened, toldFewer, waitsLonger],
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
