// What the review says of a plan, to compare it with what it says of another one.
import { createBasis } from "../../../../cost/constants.ts";
import { US_EAST_1 } from "../../../../cost/prices/usEast1.ts";
import { costDelta } from "../../../../plan/cost/costDelta.ts";
import { reviewedOf } from "../../../../plan/rules/reviewed.ts";
import { findingsOf } from "../../../../plan/rules/rule.ts";
import { RULES } from "../../../../plan/rules.ts";
import { planOf } from "../json.ts";

export interface Said {
  /** Severity, rule, address, attribute and words, in order. */
  readonly findings: readonly string[];
  readonly cost: readonly string[];
}

/** A Wednesday. */
const AT = Date.parse("2026-11-18T12:00:00Z");

const amount = (usd: number): string => usd.toFixed(2).replace(/^-0\.00$/, "0.00");

/** @param named what an address is called here; @default as it is */
export function said(plan: object, named: (text: string) => string = (text) => text): Said {
  const read = planOf(plan);
  const findings = findingsOf(RULES, reviewedOf({ plans: [read], at: AT })).map(
    ({ severity, rule, address, attribute = "", what }) => named([severity, rule, address, attribute, what].join(" ")),
  );
  const cost = costDelta([read], { prices: US_EAST_1, basis: createBasis(), from: AT });
  if (!("lines" in cost)) throw new Error(cost.unavailable);
  const lines = cost.lines.map(({ address, what, floorUsdPerMonth, ceilingUsdPerMonth }) =>
    named(`${address} ${what} ${amount(floorUsdPerMonth)} ${amount(ceilingUsdPerMonth)}`),
  );
  return {
    findings: findings.toSorted(),
    cost: [...lines.toSorted(), `${amount(cost.floorUsdPerMonth)} ${amount(cost.ceilingUsdPerMonth)}`],
  };
}
