// All rules about what runs: schedules, workflows, entrances of APIs, and the code and role of functions.
import type { Rule } from "../finding.ts";
import { weakened } from "../protection/setting.ts";
import { corsOpened } from "./corsOpened.ts";
import { entranceGone } from "./entranceGone.ts";
import { functionTrust } from "./functionTrust.ts";
import { integrationMoved } from "./integrationMoved.ts";
import { permissionGone } from "./permissionGone.ts";
import { rateLowered } from "./rateLowered.ts";
import { RETRY_SETTINGS } from "./retrySettings.ts";
import { SWITCHES } from "./switches.ts";
import { ttlMoved } from "./ttlMoved.ts";
import { workDestroyed } from "./workDestroyed.ts";

export const workRules: readonly Rule[] = [
  weakened([...SWITCHES, ...RETRY_SETTINGS]),
  rateLowered,
  workDestroyed,
  functionTrust,
  ttlMoved,
  entranceGone,
  permissionGone,
  integrationMoved,
  corsOpened,
];
