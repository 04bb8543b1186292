// An environment with every kind of alarm: a function of its own with a queue, subscribers, a budget.
import type { Changes } from "./environments.ts";
import { ownEntry } from "./ownFunctions.ts";

export const CHAT = "arn:aws:sns:eu-west-1:123456789012:chat";
export const WITH_ALARMS: Changes = {
  "functions.words": ownEntry({ queue: {}, "scaling.baseline": { min: 1, max: 2 } }),
  operations: {
    alarms: {
      page: ["oncall@example.com", CHAT],
      ticket: ["https://tickets.example.com/alarms"],
      runbook: "https://example.com/runbook",
      dailyBudget: { dollars: 30, dollarsPerVCpuHour: 0.04 },
    },
  },
};
