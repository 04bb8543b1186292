// The calls of CloudWatch's API about alarms.
import { optional, optionalStrings, type Request } from "../aws/members.ts";
import type { CloudWatch } from "./cloudWatch.ts";
import type { CompositeAlarm, MetricAlarm } from "./definitions.ts";
import type { AlarmState } from "./face.ts";
import type { MetricQuery } from "./queries.ts";
import { invalid, notFound, page, recordsIn, text, time } from "./request.ts";

const STATES: readonly AlarmState[] = ["OK", "ALARM", "INSUFFICIENT_DATA"];

function stateIn(request: Request): AlarmState {
  const state = text(request, "StateValue");
  const found = STATES.find((one) => one === state);
  if (found === undefined) throw invalid(`StateValue: must be ${STATES.join(", ")}, got ${state}`);
  return found;
}

const isComposite = (alarm: MetricAlarm | CompositeAlarm): alarm is CompositeAlarm => "rule" in alarm;

const TYPES = ["MetricAlarm", "CompositeAlarm"];

/** Metric alarms alone, unless others are asked for, as on AWS. */
function typesIn(request: Request): readonly string[] {
  const types = optionalStrings(request, "AlarmTypes") ?? ["MetricAlarm"];
  const wrong = types.find((type) => !TYPES.includes(type));
  if (wrong !== undefined) throw invalid(`AlarmTypes: must be ${TYPES.join(" or ")} here, got ${wrong}`);
  return types;
}

const typeOf = (alarm: MetricAlarm | CompositeAlarm) => (isComposite(alarm) ? "CompositeAlarm" : "MetricAlarm");

export function describeAlarms({ book }: CloudWatch, request: Request): object {
  const names = optionalStrings(request, "AlarmNames");
  const prefix = optional(request, "AlarmNamePrefix", "string");
  const action = optional(request, "ActionPrefix", "string");
  const state = request.StateValue === undefined ? undefined : stateIn(request);
  if (names !== undefined && prefix !== undefined)
    throw invalid("AlarmNames and AlarmNamePrefix cannot be given together.");
  const types = typesIn(request);
  const found = book.all.filter(
    (alarm) =>
      types.includes(typeOf(alarm)) &&
      (names?.includes(alarm.name) ?? true) &&
      alarm.name.startsWith(prefix ?? "") &&
      (action === undefined ||
        Object.values(alarm.actions)
          .flat()
          .some((arn) => arn.startsWith(action))) &&
      (state === undefined || book.standing(alarm.name).state === state),
  );
  const { items, next } = page(found, request, recordsIn(request));
  const describe = (alarm: MetricAlarm | CompositeAlarm) => {
    const { reason, since, updatedAt, state: StateValue } = book.standing(alarm.name);
    return {
      AlarmName: alarm.name,
      AlarmArn: alarm.arn,
      AlarmDescription: alarm.description,
      ActionsEnabled: alarm.actionsEnabled,
      AlarmActions: alarm.actions.alarm,
      OKActions: alarm.actions.ok,
      InsufficientDataActions: alarm.actions.insufficientData,
      StateValue,
      StateReason: reason,
      StateUpdatedTimestamp: new Date(updatedAt),
      StateTransitionedTimestamp: new Date(since),
      ...(isComposite(alarm) ? { AlarmRule: alarm.ruleText } : criterionOf(alarm)),
    };
  };
  return {
    MetricAlarms: items.filter((alarm) => !isComposite(alarm)).map(describe),
    CompositeAlarms: items.filter(isComposite).map(describe),
    ...(next !== undefined && { NextToken: next }),
  };
}

const criterionOf = (alarm: MetricAlarm) => ({
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  Threshold: alarm.threshold,
  ComparisonOperator: alarm.operator,
  TreatMissingData: alarm.missing,
  Metrics: alarm.queries.map(describeQuery),
});

const describeQuery = ({ id, metric, expression, label, returnsData }: MetricQuery) => ({
  Id: id,
  ...(metric && {
    MetricStat: {
      Metric: {
        Namespace: metric.id.namespace,
        MetricName: metric.id.name,
        Dimensions: Object.entries(metric.id.dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: metric.periodSeconds,
      Stat: metric.stat,
    },
  }),
  ...(expression !== undefined && { Expression: expression }),
  ...(label !== undefined && { Label: label }),
  ReturnData: returnsData,
});

export function describeAlarmHistory({ book }: CloudWatch, request: Request): object {
  const name = optional(request, "AlarmName", "string");
  const kind = optional(request, "HistoryItemType", "string");
  const [from = 0, to = Number.POSITIVE_INFINITY] = [time(request, "StartDate"), time(request, "EndDate")];
  const types = typesIn(request);
  const found = book.history.filter((one) => {
    const alarm = book.find(one.alarm);
    return (
      (name ?? one.alarm) === one.alarm &&
      (kind ?? one.kind) === one.kind &&
      alarm !== undefined &&
      types.includes(typeOf(alarm)) &&
      one.at >= from &&
      one.at <= to
    );
  });
  const isAscending = optional(request, "ScanBy", "string") === "TimestampAscending";
  const { items, next } = page(isAscending ? found : found.toReversed(), request, recordsIn(request));
  return {
    AlarmHistoryItems: items.map(({ alarm, at, kind: HistoryItemType, summary, data }) => ({
      AlarmName: alarm,
      AlarmType: typeOf(book.find(alarm) as MetricAlarm),
      Timestamp: new Date(at),
      HistoryItemType,
      HistorySummary: summary,
      HistoryData: JSON.stringify(data),
    })),
    ...(next !== undefined && { NextToken: next }),
  };
}

export function setAlarmState({ book }: CloudWatch, request: Request): object {
  const alarm = book.find(text(request, "AlarmName"));
  if (!alarm) throw notFound(`The alarm ${text(request, "AlarmName")} does not exist.`);
  book.set(alarm, stateIn(request), text(request, "StateReason"));
  return {};
}
