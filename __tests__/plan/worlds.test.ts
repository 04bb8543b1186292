// Random worlds and changes, planned whole and in part, under other addresses, in any order and with noise: what is found and
// what it costs is that of the whole plan or of its part, never that of a third thing.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { IDENTITIES } from "../../plan/rules/world/identities.ts";
import { afterTargets, oneChange, planCase } from "../support/plan/worlds/cases.ts";
import { modelPlan } from "../support/plan/worlds/model.ts";
import { noise, noisy, QUIET } from "../support/plan/worlds/noise.ts";
import { said } from "../support/plan/worlds/reviewed.ts";
import { addressOf, type Key, templateOf } from "../support/plan/worlds/templates.ts";

/** Cases of all properties together; LMI_PLAN_CASES. */
const CASES = Number(process.env.LMI_PLAN_CASES ?? 2_000);
const PROPERTIES = 6;
const numRuns = Math.ceil(CASES / PROPERTIES);

const NOTHING = { findings: [], cost: ["0.00 0.00"] };

const inModule = (key: Key): string => `module.new.${addressOf(key)}`;
const renamed = (key: Key): string => `${addressOf(key)}_renamed`;
const asBefore = (text: string): string => text.replaceAll("module.new.", "").replaceAll("_renamed", "");

describe("a plan of a random world", () => {
  it("says nothing where nothing changes", () => {
    fc.assert(
      fc.property(planCase, ({ before, targets }) => {
        expect(said(modelPlan({ before, after: before, targets }))).toEqual(NOTHING);
        expect(said(modelPlan({ before, after: before, targets }, { isPartial: true }))).toEqual(NOTHING);
      }),
      { numRuns },
    );
  });

  it("says the same in any order and with noise", () => {
    fc.assert(
      fc.property(planCase, noise, fc.boolean(), (given, with_, isPartial) => {
        const plan = modelPlan(given, { isPartial });
        const quiet = { ...QUIET, bystanders: with_.bystanders };
        expect(said(noisy(plan, with_))).toEqual(said(noisy(plan, quiet)));
      }),
      { numRuns },
    );
  });

  it("says of targets what it says of a change to them alone", () => {
    fc.assert(
      fc.property(planCase, (given) => {
        const alone = { ...given, after: afterTargets(given) };
        expect(said(modelPlan(given, { isPartial: true }))).toEqual(said(modelPlan(alone)));
      }),
      { numRuns },
    );
  });

  it("says the same of what is moved to other addresses", () => {
    fc.assert(
      fc.property(planCase, (given) => {
        expect(said(modelPlan(given, { addressAfter: inModule }), asBefore)).toEqual(said(modelPlan(given)));
      }),
      { numRuns },
    );
  });

  /** What a replacement means by itself, or for others while it is under way; and what is only so of what stays in place. */
  const isOfTheMove = (finding: string): boolean =>
    / (?:data-\w+|scaling-config-deleted|function-replaced|function-belongings-lost|function-environments-replaced|capacity-provider-replaced|vcpu-cap-raised-in-place|api-gone) /.test(
      finding,
    );

  it("finds nothing but the move itself where things come under other addresses without moved", () => {
    fc.assert(
      fc.property(oneChange, ({ before, key }) => {
        const addressAfter = (other: Key) => (other === key ? renamed(other) : addressOf(other));
        const plan = modelPlan({ before, after: before, targets: [] }, { addressAfter, isMoved: false });
        const { findings, cost } = said(plan, asBefore);
        if (templateOf(key).type in IDENTITIES) expect(findings.filter((one) => !isOfTheMove(one))).toEqual([]);
        expect(cost.at(-1)).toBe("0.00 0.00");
      }),
      { numRuns },
    );
  });

  it("finds what weakens also where it comes under another address without moved", () => {
    fc.assert(
      fc.property(oneChange, (given) => {
        const addressAfter = (other: Key) => (other === given.key ? renamed(other) : addressOf(other));
        const inPlace = said(modelPlan(given));
        const elsewhere = said(modelPlan(given, { addressAfter, isMoved: false }), asBefore);
        if (templateOf(given.key).type in IDENTITIES)
          expect(elsewhere.findings).toEqual(
            expect.arrayContaining(inPlace.findings.filter((one) => !isOfTheMove(one))),
          );
      }),
      { numRuns },
    );
  });
});
