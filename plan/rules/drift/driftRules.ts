// All rules about what was changed outside of Terraform.
import type { Rule } from "../rule.ts";
import { otherDrift } from "./otherDrift.ts";
import { scalingDrift } from "./scalingDrift.ts";

export const driftRules: readonly Rule[] = [scalingDrift, ...otherDrift];
