// Every rule of the review.
import { accessRules } from "./findings/access/accessRules.ts";
import { capacityRules } from "./findings/capacity/capacityRules.ts";
import { dataRules } from "./findings/data/dataRules.ts";
import { driftRules } from "./findings/drift/driftRules.ts";
import { egressRules } from "./findings/egress/egressRules.ts";
import type { Rule } from "./findings/finding.ts";
import { networkRules } from "./findings/network/networkRules.ts";
import { protectionRules } from "./findings/protection/protectionRules.ts";
import { workRules } from "./findings/work/workRules.ts";

export const RULES: readonly Rule[] = [
  ...dataRules,
  ...capacityRules,
  ...driftRules,
  ...accessRules,
  ...protectionRules,
  ...networkRules,
  ...egressRules,
  ...workRules,
];
