// All rules about what is lost with a resource.
import type { Rule } from "../finding.ts";
import { deposedDestroyed } from "./deposed.ts";
import { dataDestroyed } from "./destroyed.ts";
import { forgotten } from "./forgotten.ts";

export const dataRules: readonly Rule[] = [dataDestroyed, forgotten, deposedDestroyed];
