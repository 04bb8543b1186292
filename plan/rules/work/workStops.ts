// Work that stops: switched off, destroyed, or started less often.
import type { Value } from "../../value.ts";
import { becomesOff, type Judge } from "../protection/judges.ts";
import { type Setting, settingRule } from "../protection/settingRule.ts";
import { rateLowered } from "./rateLowered.ts";
import { workDestroyed } from "./workDestroyed.ts";

/** Not set, it is -1. */
const reserved = (value: Value): number =>
  typeof value === "number" || typeof value === "string" ? Number(value) : -1;

const unreserved: Judge = {
  weakens: (before, after) => reserved(before) > 0 && reserved(after) < 0,
  couldWeaken: () => false,
};

const fewerReserved: Judge = {
  weakens: (before, after) => reserved(after) > 0 && reserved(after) < reserved(before),
  couldWeaken: () => false,
};

const SWITCHES: readonly Setting[] = [
  {
    types: ["aws_scheduler_schedule"],
    path: ["state"],
    judge: becomesOff("DISABLED"),
    what: "The schedule is switched off",
    why: "What it starts is no longer started, and nothing reports an error.",
    remedy: "Keep the state ENABLED, or say in the pull request what starts the work instead.",
  },
  ...[
    { path: ["state"], judge: becomesOff("DISABLED") },
    { path: ["is_enabled"], judge: becomesOff(false) },
  ].map((switched) => ({
    ...switched,
    types: ["aws_cloudwatch_event_rule"],
    what: "The EventBridge rule is switched off",
    why: "Events that match it are dropped, and do not come again when it is switched on.",
    remedy: "Keep the rule enabled, or say in the pull request what handles these events instead.",
  })),
  {
    types: ["aws_lambda_event_source_mapping"],
    path: ["enabled"],
    judge: becomesOff(false, "false"),
    what: "The function no longer reads its event source",
    why: "Messages and records wait until they expire.",
    remedy: "Keep enabled true, or switch it on again before the retention of the source ends.",
  },
  {
    types: ["aws_lambda_function"],
    path: ["reserved_concurrent_executions"],
    judge: becomesOff(0, "0"),
    what: "The function is stopped: none of its calls runs",
    why: "With a reserved concurrency of 0 Lambda throttles every call.",
    remedy: "Leave reserved_concurrent_executions out, or set as many as the function needs.",
  },
  {
    types: ["aws_lambda_function"],
    path: ["reserved_concurrent_executions"],
    judge: unreserved,
    severity: "medium",
    what: "The function has no concurrency of its own any more",
    why: "Others may take all that the account has, so that its calls are throttled; and nothing bounds how many of it run at once, which what is behind it may rely on.",
    remedy: "Keep reserved_concurrent_executions.",
  },
  {
    types: ["aws_lambda_function"],
    path: ["reserved_concurrent_executions"],
    judge: fewerReserved,
    severity: "low",
    what: "Fewer of the function may run at once",
    why: "Calls beyond that are throttled.",
    remedy: "Compare it with the most that ran at once: the metric ConcurrentExecutions.",
  },
];

export const workStops = settingRule({
  id: "work-stops",
  severity: "high",
  title: "A schedule, rule, event source, state machine or function stops or slows its work",
  why: "What it starts or handles is left undone, and nothing reports an error.",
  remedy: "Say in the pull request what does this work from now on, or keep it.",
  settings: SWITCHES,
  looks: [rateLowered, workDestroyed],
});
