// All rules about the network that instances are in.
import type { Rule } from "../rule.ts";
import { networkInUse } from "./networkInUse.ts";

export const networkRules: readonly Rule[] = [networkInUse];
