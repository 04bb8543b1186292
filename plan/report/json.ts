// The review as one JSON object for programs. Its shape only grows; what breaks a reader raises `schemaVersion`.
import { type AttributeChange, attributeChanges, valueChanges } from "../diff/attributeChanges.ts";
import { pathText } from "../diff/path.ts";
import type { IgnoredFinding } from "../ignores/ignores.ts";
import type { Change, Invocation, OutputChange, Plan } from "../plan.ts";
import type { Finding } from "../rules/finding.ts";
import type { Scanned } from "../scanners/scanned.ts";
import { isAttributes, isSensitive, isUnknown, type Value } from "../value.ts";
import { byAddress, byInvocation, type ChangeKind, kindOf } from "./changeKind.ts";
import { type CostDelta, largestFirst } from "./costDelta.ts";
import { type Counts, countsOf, total } from "./counts.ts";
import type { Coverage } from "./coverage.ts";
import { worstFirst } from "./findingOrder.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { asPlain } from "./phrase.ts";
import type { Failure, Review, Unplanned } from "./review.ts";
import { type Status, verdictOf } from "./verdict.ts";

/** A value without what is secret: `{"sensitive": true, "changes": …}` and `{"unknown": true}` stand where it was. */
export type PrintedValue =
  | null
  | boolean
  | number
  | string
  | readonly PrintedValue[]
  | { readonly [key: string]: PrintedValue };

interface PrintedAttribute {
  readonly path: string;
  readonly kind: AttributeChange["kind"];
  /** Missing where there is nothing. */
  readonly before?: PrintedValue;
  readonly after?: PrintedValue;
  readonly forcesReplacement: boolean;
}

interface PrintedChange {
  readonly stack: string;
  readonly address: string;
  readonly previousAddress?: string;
  readonly mode: Change["mode"];
  readonly type: string;
  readonly deposed?: string;
  /** What it is to a reader, and the action that it comes from. */
  readonly kind: ChangeKind | "unchanged";
  readonly action: Change["action"];
  readonly rawActions: readonly string[];
  readonly reason?: string;
  readonly importing?: string;
  readonly replacePaths: readonly string[];
  readonly attributes: readonly PrintedAttribute[];
}

interface PrintedStack {
  readonly name: string;
  readonly formatVersion: string;
  readonly terraformVersion: string;
  readonly errored: boolean;
  readonly complete: boolean;
  readonly counts: Counts;
  readonly failedChecks: Plan["failedChecks"];
}

interface PrintedOutput {
  readonly stack: string;
  readonly name: string;
  readonly action: OutputChange["action"];
  readonly attributes: readonly PrintedAttribute[];
}

/** What `lmi plan review --json` prints. Findings are worst first, changes in the order of stacks and addresses. */
export interface ReviewJson {
  readonly schemaVersion: 1;
  readonly verdict: { readonly status: Status; readonly text: string };
  /** When the review was made, as ISO 8601, and what was planned. */
  readonly at?: string;
  readonly commit?: string;
  readonly failures: readonly Failure[];
  readonly unplanned: readonly Unplanned[];
  readonly fingerprint: string;
  readonly counts: Counts;
  readonly stacks: readonly PrintedStack[];
  readonly findings: readonly Finding[];
  /** Missing when no scanner was asked. */
  readonly scanned?: Scanned;
  /** Changed resources that no rule looks at, and that have no price. */
  readonly notJudged: Coverage["notJudged"];
  readonly notPriced: Coverage["notPriced"];
  /** Findings that were accepted, and what is said of ignores that do nothing. */
  readonly ignored: readonly IgnoredFinding[];
  readonly ignoreNotes: readonly string[];
  /** In dollars per month, after minus before. */
  readonly cost: CostDelta;
  readonly changes: readonly PrintedChange[];
  readonly drift: readonly PrintedChange[];
  readonly deferred: readonly { readonly reason: string; readonly change: PrintedChange }[];
  readonly outputs: readonly PrintedOutput[];
  /** Action blocks that the apply runs. */
  readonly invocations: readonly (Invocation & { readonly stack: string })[];
}

/** `fromEntries` keeps a key such as `__proto__` a key. */
function printed(value: Value): PrintedValue {
  if (isSensitive(value)) return { sensitive: true, changes: value.changes };
  if (isUnknown(value)) return { unknown: true };
  if (Array.isArray(value)) return value.map(printed);
  if (isAttributes(value)) return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, printed(part)]));
  return value as PrintedValue;
}

const attributeJson = ({ path, kind, before, after, forcesReplacement }: AttributeChange): PrintedAttribute => ({
  path,
  kind,
  ...(before !== undefined && { before: printed(before) }),
  ...(after !== undefined && { after: printed(after) }),
  forcesReplacement,
});

function changeJson(change: Change): PrintedChange {
  const { stack, address, previousAddress, mode, type, deposed, action, rawActions, reason, importing } = change;
  return {
    stack,
    address,
    ...(previousAddress !== undefined && { previousAddress }),
    mode,
    type,
    ...(deposed !== undefined && { deposed }),
    kind: kindOf(change) ?? "unchanged",
    action,
    rawActions,
    ...(reason !== undefined && { reason }),
    ...(importing !== undefined && { importing }),
    replacePaths: change.replacePaths.map(pathText),
    attributes: attributeChanges(change).map(attributeJson),
  };
}

const changing = (changes: readonly Change[]): PrintedChange[] =>
  changes
    .filter((change) => kindOf(change) !== undefined)
    .sort(byAddress)
    .map(changeJson);

const outputJson = ({ stack, name, action, before, after }: OutputChange): PrintedOutput => ({
  stack,
  name,
  action,
  attributes: valueChanges(before, after).map(attributeJson),
});

const costJson = (cost: CostDelta): CostDelta =>
  "unavailable" in cost ? cost : { ...cost, lines: largestFirst(cost.lines) };

export function toJson(review: Review): ReviewJson {
  const { plans, findings, ignored = [], ignoreNotes = [], cost, coverage, scanned, at, commit } = review;
  const { failures = [], unplanned = [] } = review;
  const { status, phrase } = verdictOf(review);
  const counts = plans.map(countsOf);
  return {
    schemaVersion: 1,
    verdict: { status, text: asPlain(phrase) },
    ...(at !== undefined && { at: new Date(at).toISOString() }),
    ...(commit !== undefined && { commit }),
    failures,
    unplanned,
    fingerprint: fingerprintOf(plans),
    counts: total(counts),
    stacks: plans.map(({ stack, formatVersion, terraformVersion, errored, complete, failedChecks }, index) => ({
      name: stack,
      formatVersion,
      terraformVersion,
      errored,
      complete,
      counts: counts[index] ?? total([]),
      failedChecks,
    })),
    findings: worstFirst(findings),
    ...(scanned && { scanned }),
    notJudged: coverage?.notJudged ?? [],
    notPriced: coverage?.notPriced ?? [],
    ignored,
    ignoreNotes,
    cost: costJson(cost),
    changes: plans.flatMap(({ changes }) => changing(changes)),
    drift: plans.flatMap(({ drift }) => changing(drift)),
    deferred: plans.flatMap(({ deferred }) =>
      deferred
        .toSorted((one, other) => byAddress(one.change, other.change))
        .map(({ reason, change }) => ({ reason, change: changeJson(change) })),
    ),
    outputs: plans.flatMap(({ outputs }) =>
      outputs
        .filter(({ action }) => action !== "noOp")
        .toSorted((one, other) => (one.name < other.name ? -1 : 1))
        .map(outputJson),
    ),
    invocations: plans.flatMap(({ stack, invocations }) =>
      invocations.toSorted(byInvocation).map((one) => ({ stack, ...one })),
    ),
  };
}
