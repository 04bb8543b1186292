// Alarms over time: evaluated after each minute on a clock that the test moves, narrated, composed, and set by hand.
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { CloudWatch } from "../../../local/cloudWatch/cloudWatch.ts";
import { parseRule, RuleError } from "../../../local/cloudWatch/compositeRule.ts";
import type { CompositeAlarm } from "../../../local/cloudWatch/definitions.ts";
import { ManualClock } from "../../support/lambda/simulation.ts";
import { alarmArn, alarmOn, TOPIC, watchedBy } from "../../support/local/alarms.ts";

const composite = (name: string, ruleText: string): CompositeAlarm => ({
  name,
  arn: alarmArn(name),
  description: "",
  actions: { alarm: [TOPIC], ok: [], insufficientData: [] },
  actionsEnabled: true,
  rule: parseRule(ruleText),
  ruleText,
});

let clock: ManualClock;
let said: string[];
let cloudWatch: CloudWatch;
beforeEach(() => {
  clock = new ManualClock();
  said = [];
  const quiet = { alarm: [], ok: [], insufficientData: [] };
  cloudWatch = watchedBy([alarmOn("Waiting"), alarmOn("Lost", { actions: quiet })], {
    clock,
    said,
    composites: [
      composite("all", 'ALARM("page") OR ALARM("Lost")'),
      composite("page", 'ALARM("Waiting") AND NOT ALARM("Lost")'),
    ],
  });
  cloudWatch.start();
});

const put = (name: string, value: number) =>
  cloudWatch.put({ namespace: "Videos", name, dimensions: {} }, { at: clock.now(), value });
const states = () => Object.fromEntries(cloudWatch.alarms().map(({ name, state }) => [name, state]));

describe("an alarm", () => {
  it("fires a few seconds after the minute, says why, tells its topic, and clears", async () => {
    const since: number[] = [];
    cloudWatch.onAlarm(({ name, since: at }) => name === "Waiting" && since.push(at));
    await clock.advance(65);
    expect(states()).toMatchObject({ Waiting: "OK", page: "OK" });
    expect(said).toEqual([]);

    put("Waiting", 3);
    await clock.advance(60);
    const reason = "Threshold Crossed: 1 out of the last 1 datapoints [3] was greater than the threshold (0).";
    expect(cloudWatch.alarms().find(({ name }) => name === "Waiting")).toEqual({
      name: "Waiting",
      kind: "metric",
      description: "About Waiting",
      state: "ALARM",
      reason,
      since: since.at(-1),
      actions: [TOPIC],
    });
    expect(said.slice(0, 2)).toEqual([
      `alarm: Waiting OK → ALARM: ${reason}`,
      "sns: tickets (team@example.com): ALARM of Waiting",
    ]);

    await clock.advance(180);
    expect(states()).toMatchObject({ Waiting: "OK", page: "OK" });
    expect(said.at(-1)).toContain("all ALARM → OK");
    expect(cloudWatch.book.history.filter(({ alarm }) => alarm === "Waiting").map(({ summary }) => summary)).toEqual([
      "Alarm updated from INSUFFICIENT_DATA to OK",
      `Successfully executed action ${TOPIC}`,
      "Alarm updated from OK to ALARM",
      `Successfully executed action ${TOPIC}`,
      "Alarm updated from ALARM to OK",
      `Successfully executed action ${TOPIC}`,
    ]);
  });

  it("that is set by hand keeps that until the next evaluation", async () => {
    const [waiting] = cloudWatch.book.all;
    if (waiting) cloudWatch.book.set(waiting, "ALARM", "a rehearsal");
    expect(states()).toMatchObject({ Waiting: "ALARM", page: "ALARM", all: "ALARM" });
    await clock.advance(65);
    expect(states()).toMatchObject({ Waiting: "OK", page: "OK", all: "OK" });
  });

  it("whose expression cannot be evaluated is without data, and says why", async () => {
    const wrong = alarmOn("Wrong", { queries: [{ id: "e", expression: "m / 2", returnsData: true }] });
    const other = watchedBy(wrong, { clock, said });
    other.evaluate();
    expect(other.alarms()[0]).toMatchObject({
      state: "INSUFFICIENT_DATA",
      reason: "Error during evaluation: m: there is no query of this id",
    });
  });

  it("is not evaluated any more after the stop", async () => {
    cloudWatch.stop();
    put("Waiting", 3);
    await clock.advance(600);
    expect(states()).toMatchObject({ Waiting: "INSUFFICIENT_DATA" });
  });
});

describe("a composite", () => {
  it("follows the alarms of its rule, and other composites", async () => {
    put("Waiting", 1);
    await clock.advance(65);
    expect(states()).toMatchObject({ page: "ALARM", all: "ALARM" });
    put("Lost", 1);
    put("Waiting", 1);
    await clock.advance(60);
    expect(states()).toMatchObject({ page: "OK", all: "ALARM" });
  });

  it.each([
    ['ALARM("a") AND', "ends too early"],
    ["(ALARM(a)", "a ) is missing"],
    ['ALARM("a") ALARM("b")', "unexpected ALARM"],
    ["FIRES(a)", "unexpected FIRES(a)"],
  ])("whose rule is %s is refused", (rule, message) => {
    expect(() => parseRule(rule)).toThrow(RuleError);
    expect(() => parseRule(rule)).toThrow(message);
  });

  it.each([
    ["TRUE AND NOT FALSE", true],
    ["OK(a) OR ALARM(b) AND FALSE", false],
    ['NOT (OK(a) OR INSUFFICIENT_DATA("b"))', true],
  ])("%s", (rule, expected) => {
    expect(parseRule(rule)(() => "ALARM")).toBe(expected);
  });
});
