// All rules about what runs: schedules, workflows, entrances of APIs, and the code and role of functions.
import type { Rule } from "../rule.ts";
import { corsOpened } from "./corsOpened.ts";
import { apiGone } from "./entranceGone.ts";
import { functionTrust } from "./functionTrust.ts";
import { integrationMoved } from "./integrationMoved.ts";
import { retriesRemoved } from "./retriesRemoved.ts";
import { workflowErrors } from "./workflowErrors.ts";
import { workStops } from "./workStops.ts";

export const workRules: readonly Rule[] = [
  workStops,
  retriesRemoved,
  workflowErrors,
  ...functionTrust,
  apiGone,
  integrationMoved,
  corsOpened,
];
