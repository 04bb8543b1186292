import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "@jest/globals";
import { METRICS } from "../../../app/shared/metrics.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { alarmsOf } from "../../../stacks/operations/alarms.ts";
import { CHAT, WITH_ALARMS } from "../../support/stacks/alarmed.ts";
import { type Changes, environmentInput } from "../../support/stacks/environments.ts";
import { ref, removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

const define = (name: string, changes: Changes) => defineEnvironment(environmentInput({ name, ...changes }));
const environment = define("alarmed", WITH_ALARMS);
const synthesised = synthesise([environment, define("quiet", {})]);
afterAll(removeTemporaryFolders);

interface Query {
  readonly id: string;
  readonly expression?: string;
  readonly return_data: boolean;
  readonly metric?: { readonly metric_name: string; readonly namespace: string; readonly period: number };
}
interface AlarmResource {
  readonly alarm_name: string;
  readonly alarm_description: string;
  readonly alarm_actions?: readonly string[];
  readonly ok_actions?: readonly string[];
  readonly evaluation_periods: number;
  readonly datapoints_to_alarm: number;
  readonly treat_missing_data: string;
  readonly metric_query: readonly Query[];
}

const template = synthesised.stack("alarmed-operations");
const alarms = template.resources<AlarmResource>("aws_cloudwatch_metric_alarm");
const composite = template.resource<AlarmResource & { alarm_rule: string }>("aws_cloudwatch_composite_alarm");
const topicOf = (kind: string) => template.resource("aws_sns_topic", { name: `alarmed-video-alarm-${kind}` });
const listed = alarmsOf(environment, {
  apiId: "api",
  stateMachineArn: "machine",
  launchFailures: new Map([["api", { namespace: "Videos", name: "LaunchFailed", dimensions: {}, stat: "Sum" }]]),
});
const short = ({ alarm_name: name }: { alarm_name: string }) => name.replace("alarmed-video-alarm-", "");

describe("alarms", () => {
  it("are all of the list, of a team's own functions too", () => {
    expect(alarms.map(short).toSorted()).toEqual([
      "api-errors",
      "api-latency",
      "daily-cost",
      "deactivated-with-work",
      "dead-letters",
      "dead-letters-words",
      "failed-runs",
      "given-up",
      "launch-failed-api",
      "launch-failed-processor",
      "launch-failed-words",
      "leaked-capacity-processor",
      "leaked-capacity-words",
      "never-settles-processor",
      "never-settles-words",
      "oldest-waiting",
      "queue-age-words",
      "scaler-failing",
      "scaler-not-ticking",
      "throttles-api",
      "throttles-processor",
      "throttles-words",
      "version-failed-processor",
      "version-failed-words",
    ]);
  });

  it("are none, with neither topic nor key, where they are not configured", () => {
    const quiet = synthesised.stack("quiet-operations");
    for (const type of ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_dashboard", "aws_sns_topic", "aws_kms_key"])
      expect(quiet.resources(type)).toEqual([]);
  });

  it("keep within what CloudWatch can evaluate", () => {
    for (const { metric_query: queries, ...alarm } of alarms) {
      const periods = queries.flatMap(({ metric }) => (metric ? [metric.period] : []));
      expect(queries.filter(({ return_data: returns }) => returns)).toHaveLength(1);
      expect(periods.length).toBeLessThanOrEqual(10);
      expect(new Set(periods).size).toBe(1);
      expect((periods[0] ?? 0) * alarm.evaluation_periods).toBeLessThanOrEqual(86_400);
      expect(alarm.datapoints_to_alarm).toBeLessThanOrEqual(alarm.evaluation_periods);
      expect(alarm.alarm_name.length).toBeLessThanOrEqual(255);
      expect(alarm.alarm_description.length).toBeLessThanOrEqual(1_024);
    }
  });

  it.each(listed.map((alarm) => [`${alarm.kind} ${alarm.of ?? ""}`, alarm] as const))(
    "name in their expression the metrics that they have, and all of them: %s",
    (_name, { expression, metrics }) => {
      const named = (expression ?? Object.keys(metrics).join()).match(/\b[a-z]\w*/g) ?? [];
      expect([...new Set(named)].toSorted()).toEqual(Object.keys(metrics).toSorted());
      for (const key of [...Object.keys(metrics), "result"]) expect(key).toMatch(/^[a-z]\w*$/);
    },
  );

  it.each([
    ["scaler-not-ticking", "breaching"],
    ["deactivated-with-work", "ignore"],
    ["never-settles-processor", "ignore"],
    ["leaked-capacity-processor", "notBreaching"],
    ["throttles-api", "notBreaching"],
  ])("take missing data of %s for %s", (name, missing) => {
    expect(alarms.find((alarm) => short(alarm) === name)?.treat_missing_data).toBe(missing);
  });

  it("link their section of the runbook, which exists", () => {
    const page = readFileSync(fileURLToPath(new URL("../../../docs/runbook.md", import.meta.url)), "utf8");
    const sections = new Set([...page.matchAll(/^### (.+)$/gm)].map(([, title]) => title));
    for (const { alarm_description: description } of [...alarms, composite]) {
      const [, section] = /\. https:\/\/example\.com\/runbook#([a-z-]+)$/.exec(description) ?? [];
      expect(sections).toContain(section);
    }
  });
});

describe("who is told", () => {
  it("a composite pages when one of three fires, which do not tell by themselves", () => {
    const three = ["scaler-not-ticking", "deactivated-with-work", "api-errors"];
    expect(composite.alarm_rule).toBe(three.map((id) => `ALARM("alarmed-video-alarm-${id}")`).join(" OR "));
    expect(composite.alarm_actions).toEqual([ref(topicOf("page"), "arn"), CHAT]);
    expect(
      alarms
        .filter(({ alarm_actions: actions }) => !actions)
        .map(short)
        .toSorted(),
    ).toEqual(three.toSorted());
  });

  it("all others open a ticket, and say when it is over", () => {
    for (const { alarm_actions: actions, ok_actions: over } of alarms.filter((alarm) => alarm.alarm_actions)) {
      expect(actions).toEqual([ref(topicOf("ticket"), "arn")]);
      expect(over).toEqual(actions);
    }
  });

  it("by mail and HTTPS, through topics under a key that CloudWatch may use", () => {
    const key = template.resource<{ policy: string }>("aws_kms_key");
    const subscriptions = template.resources<Record<string, unknown>>("aws_sns_topic_subscription");

    expect(subscriptions.map(({ protocol, endpoint }) => [protocol, endpoint])).toEqual([
      ["email", "oncall@example.com"],
      ["https", "https://tickets.example.com/alarms"],
    ]);
    for (const kind of ["page", "ticket"]) expect(topicOf(kind)).toMatchObject({ kms_master_key_id: ref(key, "arn") });
    expect(JSON.parse(key.policy).Statement).toContainEqual(
      expect.objectContaining({ Principal: { Service: "cloudwatch.amazonaws.com" } }),
    );
  });

  it.each(["oncall", "http://example.com", "arn:aws:sqs:eu-west-1:123456789012:queue"])(
    "refuses %s by name",
    (wrong) => {
      expect(() => define("test", { operations: { alarms: { page: [wrong] } } })).toThrow(
        /operations\.alarms\.page\[0\]: .*must be a mail address, an https:\/\/ URL, or the ARN of an SNS topic/,
      );
    },
  );
});

describe("the dashboard", () => {
  const { dashboard_body: body } = template.resource<{ dashboard_body: string }>("aws_cloudwatch_dashboard");
  const { widgets } = JSON.parse(body) as {
    widgets: { type: string; x: number; width: number; properties: Record<string, unknown> }[];
  };
  const titles = widgets.map(({ properties }) => properties.title);

  it("has a widget for each alarm and for each emitted metric", () => {
    expect(titles).toEqual(expect.arrayContaining(alarms.map(short)));
    const emitted = Object.values(METRICS).flatMap((metrics) => Object.entries(metrics));
    expect(titles).toEqual(expect.arrayContaining(emitted.map(([name, unit]) => `${name} (${unit})`)));
    expect(widgets).toHaveLength(1 + alarms.length + emitted.length);
  });

  it("begins with the states of all alarms, the composite first", () => {
    const { type, properties } = widgets[0] as (typeof widgets)[number] & { properties: { alarms: string[] } };
    expect(type).toBe("alarm");
    const [first, ...others] = properties.alarms.map((arn) => arn.replace(/^.*:alarm:alarmed-video-alarm-/, ""));
    expect(first).toBe("page");
    expect(others.toSorted()).toEqual(alarms.map(short).toSorted());
  });

  it("fits: 24 columns, 500 widgets", () => {
    expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBeLessThanOrEqual(24);
    expect(widgets.length).toBeLessThanOrEqual(500);
  });

  it("has a series for each emitted metric", () => {
    for (const { properties } of widgets.slice(1))
      expect(properties.annotations ?? (properties.metrics as unknown[])[0]).toBeDefined();
  });
});
