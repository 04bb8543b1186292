// All rules about what instances reach.
import type { Rule } from "../finding.ts";
import { egressLost } from "./egressLost.ts";

export const egressRules: readonly Rule[] = [egressLost];
