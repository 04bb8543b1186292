// All rules about what is lost with a resource.
import type { Rule } from "../rule.ts";
import { deposedDestroyed } from "./deposed.ts";
import { dataDestroyed } from "./destroyed.ts";
import { forgotten } from "./forgotten.ts";
import { instanceLogsReplaced } from "./instanceLogs.ts";

export const dataRules: readonly Rule[] = [...dataDestroyed, instanceLogsReplaced, ...forgotten, ...deposedDestroyed];
