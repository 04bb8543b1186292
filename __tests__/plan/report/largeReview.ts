// Reviews of any size.

import type { Action, Change, Plan } from "../../../plan/plan.ts";
import type { Review } from "../../../plan/report/review.ts";
import type { Finding, Severity } from "../../../plan/rules/finding.ts";
import type { Attributes } from "../../../plan/value.ts";

export interface ChangeShape {
  readonly action: Action;
  readonly address: (index: number) => string;
  readonly type?: (index: number) => string;
  readonly values?: (side: "before" | "after", index: number) => Attributes;
}

export function changesOf(count: number, stack: string, { action, address, type, values }: ChangeShape): Change[] {
  const side = (which: "before" | "after", index: number) => values?.(which, index) ?? { id: `${which}-${index}` };
  return Array.from({ length: count }, (_, index) => ({
    stack,
    address: address(index),
    mode: "managed",
    type: type?.(index) ?? "aws_sqs_queue",
    name: `n${index}`,
    action,
    rawActions: [action],
    before: action === "create" ? undefined : side("before", index),
    after: action === "delete" ? undefined : side("after", index),
    replacePaths: [],
  }));
}

export const planWith = (stack: string, changes: readonly Change[], more: Partial<Plan> = {}): Plan => ({
  stack,
  formatVersion: "1.2",
  terraformVersion: "1.11.4",
  changes,
  drift: [],
  deferred: [],
  outputs: [],
  failedChecks: [],
  invocations: [],
  errored: false,
  complete: true,
  outside: 0,
  before: [],
  after: [],
  configuration: {},
  secrets: new Set(),
  ...more,
});

export const findingsOf = (
  count: number,
  severity: Severity,
  address: (index: number) => string,
  text = "w",
): Finding[] =>
  Array.from({ length: count }, (_, index) => ({
    rule: `rule-${index % 30}`,
    severity,
    stack: "s",
    address: address(index),
    what: `${text} ${index}.`,
    why: text,
    remedy: text,
  }));

export const reviewWith = (plans: readonly Plan[], findings: readonly Finding[] = []): Review => ({
  plans,
  findings,
  cost: { unavailable: "no price" },
});

const policy = (index: number, actions: number): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: Array.from({ length: 8 }, (_, statement) => ({
      Sid: `S${statement}`,
      Effect: "Allow",
      Action: Array.from({ length: actions }, (_, action) => `s3:Action${action}`),
      Resource: `arn:aws:s3:::bucket-${index}/*`,
    })),
  });

/** Some 60 attributes, a policy and a script: about 8 kB a side. */
export const hugeValues = (side: "before" | "after", index: number): Attributes => ({
  ...Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [`attribute_${at}`, at % 3 === 0 ? `${side} ${at}` : `same ${at}`]),
  ),
  policy: policy(index, side === "before" ? 8 : 9),
  user_data: Array.from({ length: 60 }, (_, at) => (at % 20 === 0 ? `echo ${side} ${at}` : `step ${at}`)).join("\n"),
  subnet_ids: Array.from({ length: 20 }, (_, at) => `subnet-${side === "before" ? at : at + 1}`),
  rules: Array.from({ length: 5 }, (_, at) => ({
    name: `rule-${at}`,
    priority: side === "before" ? at : at + 1,
    enabled: true,
  })),
});
