// Every rule of the review.
import { accessRules } from "./rules/access/accessRules.ts";
import { capacityRules } from "./rules/capacity/capacityRules.ts";
import { dataRules } from "./rules/data/dataRules.ts";
import { driftRules } from "./rules/drift/driftRules.ts";
import { egressRules } from "./rules/egress/egressRules.ts";
import { networkRules } from "./rules/network/networkRules.ts";
import { protectionRules } from "./rules/protection/protectionRules.ts";
import type { Rule } from "./rules/rule.ts";
import { workRules } from "./rules/work/workRules.ts";

/** By what they are about, in the order of the catalogue. */
export const FAMILIES: Readonly<Record<string, readonly Rule[]>> = {
  data: dataRules,
  capacity: capacityRules,
  drift: driftRules,
  access: accessRules,
  protection: protectionRules,
  network: networkRules,
  egress: egressRules,
  work: workRules,
};

export const RULES: readonly Rule[] = Object.values(FAMILIES).flat();

/** By id. */
export const RULE_BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

/** The types of resources that some rule judges; what only the rules about every type see is not in it. */
export const judgedTypes = (): ReadonlySet<string> => new Set(RULES.flatMap(({ types }) => types));
