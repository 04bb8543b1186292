// All rules about what instances reach.
import type { Rule } from "../rule.ts";
import { egressGap } from "./egressGap.ts";
import { egressLost } from "./egressLost.ts";
import { egressUnseen } from "./egressUnseen.ts";

export const egressRules: readonly Rule[] = [...egressLost, egressGap, egressUnseen];
