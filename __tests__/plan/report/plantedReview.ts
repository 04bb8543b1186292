// A review in which every name, text and value is somebody else's.
import type { Change, Plan } from "../../../plan/plan.ts";
import type { Review } from "../../../plan/report/review.ts";
import type { ScannerResult } from "../../../plan/scanners/scanned.ts";
import { UNKNOWN } from "../../../plan/value.ts";

/** @param planted gives the text for a place; the places differ, so that names stay different */
export function plantedReview(planted: (place: string) => string): Review {
  const change = (stack: string, place: string, more: Partial<Change>): Change => ({
    stack,
    address: planted(`${place} address`),
    mode: "managed",
    type: planted(`${place} type`),
    name: planted(`${place} name`),
    action: "update",
    rawActions: ["update"],
    before: { [planted(`${place} key`)]: planted(`${place} before`), kept: 1 },
    after: { [planted(`${place} key`)]: planted(`${place} after`), kept: 2 },
    replacePaths: [],
    ...more,
  });
  const plan = (place: string): Plan => {
    const stack = planted(`${place} stack`);
    return {
      stack,
      formatVersion: planted(`${place} format`),
      terraformVersion: planted(`${place} version`),
      changes: [
        change(stack, `${place} 1`, {}),
        change(stack, `${place} 2`, { action: "create", before: undefined, after: { a: planted("a"), b: UNKNOWN } }),
        change(stack, `${place} 3`, { action: "delete", after: undefined, reason: planted("reason") }),
        change(stack, `${place} 4`, { action: "deleteThenCreate", replacePaths: [[planted("path"), 0]] }),
        change(stack, `${place} 5`, { action: "unknown", rawActions: [planted("action")] }),
        change(stack, `${place} 6`, { previousAddress: planted("previous"), importing: planted("import") }),
        change(stack, `${place} 7`, { action: "delete", after: undefined, deposed: planted("deposed") }),
        change(stack, `${place} 8`, {
          before: {
            text: `${planted("line")}\n1`,
            list: [planted("x"), "y"],
            json: JSON.stringify({ [planted("k")]: 1 }),
          },
          after: { text: `${planted("line")}\n2`, list: ["y", "z"], json: JSON.stringify({ [planted("k")]: 2 }) },
        }),
      ],
      drift: [change(stack, `${place} 9`, {})],
      deferred: [{ reason: planted("deferral"), change: change(stack, `${place} 10`, {}) }],
      outputs: [{ stack, name: planted("output"), action: "update", before: planted("o1"), after: planted("o2") }],
      failedChecks: [{ address: planted("check"), status: "fail", messages: [planted("message")] }],
      invocations: [{ address: planted("invocation"), trigger: planted("trigger") }],
      errored: true,
      complete: false,
      outside: 0,
      before: [],
      after: [],
      configuration: {},
      secrets: new Set(),
    };
  };
  const plans = [plan("one"), plan("two")];
  const result = (place: string): ScannerResult => ({
    tool: planted(`${place} tool`),
    rule: planted(`${place} rule`),
    severity: "high",
    message: planted(`${place} message`),
    count: 2,
  });
  return {
    plans,
    findings: (["critical", "high", "medium", "low"] as const).map((severity) => ({
      rule: planted(`${severity} rule`),
      severity,
      stack: planted(`${severity} stack`),
      address: planted(`${severity} address`),
      attribute: planted(`${severity} attribute`),
      what: planted(`${severity} what`),
      why: planted(`${severity} why`),
      remedy: planted(`${severity} remedy`),
      applyFails: true,
    })),
    coverage: {
      notJudged: [{ type: planted("not judged"), count: 2 }],
      notPriced: [{ type: planted("not priced"), count: 1 }],
      anyPriced: true,
    },
    scanned: {
      onChanged: [{ ...result("on changed"), stack: planted("scanned stack"), address: planted("scanned address") }],
      elsewhere: [{ ...result("elsewhere"), file: planted("file"), line: 1 }, result("nowhere")],
      scanners: [
        {
          tool: planted("scanner"),
          unchanged: 1,
          unreviewed: 1,
          unreviewedStacks: [planted("unreviewed")],
          suppressed: 1,
          unfinished: true,
        },
      ],
      onOneLine: [planted("one line")],
    },
    cost: {
      region: "us-east-1",
      isRegionKnown: true,
      floorUsdPerMonth: 1,
      ceilingUsdPerMonth: 2,
      lines: [
        {
          stack: planted("cost stack"),
          address: planted("cost address"),
          what: planted("cost what"),
          floorUsdPerMonth: 1,
          ceilingUsdPerMonth: 2,
        },
      ],
      assumptions: [],
      notes: [planted("note")],
    },
  };
}
