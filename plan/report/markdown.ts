// The comment under a pull request: what is in it, and what grows first when there is room.
import type { Change, OutputChange } from "../plan.ts";
import type { Finding, Severity } from "../rules/finding.ts";
import { type Fitted, fit, type Listing, type Size, type Step, sizeOf } from "./budget.ts";
import { byAddress, type ChangeKind, changesByKind, kindOf } from "./changeKind.ts";
import { worstFirst } from "./findingOrder.ts";
import { fingerprintOf } from "./fingerprint.ts";
import {
  changeListing,
  deferredListing,
  driftListing,
  invocationListing,
  type Manner,
  outputListing,
} from "./markdown/changeListing.ts";
import { costListings } from "./markdown/costListing.ts";
import { coverageListing } from "./markdown/coverageListing.ts";
import { failureListing } from "./markdown/failureListing.ts";
import { findingListing } from "./markdown/findingListing.ts";
import { FOOTER_CHARACTERS, footer } from "./markdown/footer.ts";
import { ignoredListing } from "./markdown/ignoredListing.ts";
import { noticeListing } from "./markdown/noticeListing.ts";
import { placeResultListing, resourceResultListing, scannerListing } from "./markdown/scannerListing.ts";
import { stackTable } from "./markdown/stackTable.ts";
import { marker } from "./marker.ts";
import { asMarkdown } from "./phrase.ts";
import type { Review } from "./review.ts";
import { reviewedPhrase } from "./reviewedPhrase.ts";
import { verdictOf } from "./verdict.ts";

/** GitHub takes 65,536 characters in a comment, and other hosts count bytes; the comment stays below both. */
export const COMMENT_LIMIT: Size = { characters: 64_999, bytes: 199_999 };
const NO_LIMIT: Size = { characters: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

export interface MarkdownOptions {
  /** Tells the comments of one pull request apart. @default the names of the stacks */
  readonly key?: string;
  /** Nothing is cut, whatever the length. @default false */
  readonly full?: boolean;
}

/** In the order in which they stand in the comment, with what the footer calls one of them. */
const PARTS = {
  failures: "failure",
  notices: "notice",
  stacks: "stack row",
  coverage: "coverage line",
  critical: "critical finding",
  high: "high finding",
  medium: "medium finding",
  low: "low finding",
  scanners: "scanner",
  scanned: "scanned resource",
  elsewhere: "other scanner result",
  ignored: "ignored finding",
  cost: "cost line",
  assumptions: "cost assumption",
  unknown: "unknown action",
  deferred: "deferred change",
  destroyed: "destroyed resource",
  replaced: "replaced resource",
  updated: "updated resource",
  forgotten: "forgotten resource",
  created: "created resource",
  imported: "imported resource",
  moved: "moved resource",
  drifted: "drifted resource",
  read: "read resource",
  outputs: "output",
  invoked: "invoked action",
} as const;
type Part = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as Part[];

/** Never without at least a line each, or a count where thousands of lines do not fit. */
const KEPT = ["unknown", "critical", "high", "destroyed", "replaced", "medium", "low", "ignored"] as const;
/** The address of each at least stands in a list, before findings have their lines. */
const LISTED = ["destroyed", "replaced", "unknown"] as const;
const ALWAYS_NAMED: ReadonlySet<Severity> = new Set(["critical", "high"]);
const FINDINGS = ["critical", "high", "medium", "low"] as const;
const OTHERS = [
  "scanned",
  "deferred",
  "invoked",
  "updated",
  "forgotten",
  "created",
  "imported",
  "moved",
  "drifted",
  "outputs",
  "read",
  "elsewhere",
] as const;
const WITHOUT_RISK = ["deferred", "drifted", "forgotten", "outputs", "imported", "moved", "read"] as const;
/** Forms of a change: without its reason, with it, with some attributes, with all. */
const CHANGE_FORMS = [1, 2, 3];

const each = (listings: readonly Part[], show: "all" | number): Step<Part>[] =>
  listings.map((listing) => ({ listing, show }));
const longer = (listings: readonly Part[], forms: readonly number[]): Step<Part>[] =>
  forms.flatMap((form) => listings.map((listing) => ({ listing, form })));

/** What comes later has less room: read backwards, it is the order in which things are dropped. */
const STEPS: readonly Step<Part>[] = [
  ...each(["failures", "notices", "stacks", "coverage", "scanners"], 0.25),
  ...longer(["failures"], [1]),
  ...LISTED.map((listing) => ({ listing, group: 0.5 })),
  ...each(KEPT, 0.5),
  ...each(KEPT, "all"),
  ...longer(FINDINGS, [1, 2]),
  ...each(["cost"], 0.5),
  ...longer(["replaced", "destroyed"], [1]),
  ...each(OTHERS, "all"),
  ...each(KEPT, 1),
  ...each(OTHERS, 1),
  ...longer(["coverage", "scanned"], [1]),
  ...longer(["replaced", "unknown"], CHANGE_FORMS),
  ...longer(["updated"], CHANGE_FORMS),
  ...each(["failures", "notices", "stacks", "coverage", "scanners", "cost", "assumptions"], 1),
  ...longer(["elsewhere"], [1]),
  ...longer(["created"], CHANGE_FORMS),
  ...longer(["destroyed"], CHANGE_FORMS),
  ...longer(WITHOUT_RISK, CHANGE_FORMS),
];

const NO_RESULTS = { onChanged: [], elsewhere: [] } as const;
const byName = (one: OutputChange, other: OutputChange): number => (one.name < other.name ? -1 : 1);

/** Whether a finding that is always in the comment names the resource: 1 or 0, to sort by. */
function namedIn(findings: readonly Finding[]): (change: Change) => number {
  const keyOf = ({ stack, address }: Pick<Finding, "stack" | "address">) => JSON.stringify([stack, address]);
  const named = new Set(findings.filter(({ severity }) => ALWAYS_NAMED.has(severity)).map(keyOf));
  return (change) => Number(named.has(keyOf(change)));
}

function listingsOf(review: Review, manner: Manner): Record<Part, Listing> {
  const { plans, findings, coverage, scanned, failures = [], unplanned = [] } = review;
  const kinds = changesByKind(plans);
  const of = (kind: ChangeKind, title: string, open = false) =>
    changeListing(title, open, kinds.get(kind) ?? [], manner);
  const isNamed = namedIn(findings);
  const unnamedFirst = (kind: ChangeKind) =>
    changeListing(
      kind,
      true,
      (kinds.get(kind) ?? []).toSorted((one, other) => isNamed(one) - isNamed(other)),
      manner,
    );
  const ordered = worstFirst(findings);
  const finding = (severity: (typeof FINDINGS)[number]) =>
    findingListing(severity, ordered, manner.severalStacks, manner.full);
  return {
    failures: failureListing(failures, manner.full),
    notices: noticeListing(plans, unplanned),
    stacks: stackTable(plans),
    coverage: coverageListing(coverage),
    critical: finding("critical"),
    high: finding("high"),
    medium: finding("medium"),
    low: finding("low"),
    scanners: scannerListing(scanned),
    scanned: resourceResultListing(scanned ?? NO_RESULTS, manner),
    elsewhere: placeResultListing(scanned ?? NO_RESULTS, manner),
    ignored: ignoredListing(review, manner.severalStacks),
    ...costListings(review, manner.severalStacks),
    unknown: of("unknown", "with an unknown action", true),
    deferred: deferredListing(
      plans.flatMap(({ deferred }) => deferred.toSorted((one, other) => byAddress(one.change, other.change))),
      manner,
    ),
    destroyed: unnamedFirst("destroyed"),
    replaced: unnamedFirst("replaced"),
    updated: of("updated", "updated"),
    forgotten: of("forgotten", "forgotten", true),
    created: of("created", "created"),
    imported: of("imported", "imported"),
    moved: of("moved", "moved"),
    drifted: driftListing(
      plans.flatMap(({ drift }) => drift.filter((change) => kindOf(change) !== undefined).toSorted(byAddress)),
      manner,
    ),
    read: of("read", "read during apply"),
    invoked: invocationListing(plans, manner),
    outputs: outputListing(
      plans.flatMap(({ outputs }) => outputs.filter(({ action }) => action !== "noOp").toSorted(byName)),
      manner,
    ),
  };
}

const FIRST_CHANGES: Part = "unknown";

/** The comment; below 65,000 characters and 200,000 bytes unless it is `full`. */
export function renderMarkdown(review: Review, { key, full = false }: MarkdownOptions = {}): string {
  const { plans } = review;
  const listings = listingsOf(review, { severalStacks: plans.length > 1, full });
  const name = key ?? plans.map(({ stack }) => stack).join(",");
  const title = `${marker(name)}\n### ${asMarkdown([...verdictOf(review).phrase, ...reviewedPhrase(review)])}\n`;
  const changes = "\n#### Changes\n";
  const own = sizeOf(title + changes);
  const limit: Size = full
    ? NO_LIMIT
    : {
        characters: COMMENT_LIMIT.characters - own.characters - FOOTER_CHARACTERS,
        bytes: COMMENT_LIMIT.bytes - own.bytes - FOOTER_CHARACTERS,
      };
  const fitted: Record<Part, Fitted> = fit(listings, STEPS, limit);
  const anyChange = NAMES.slice(NAMES.indexOf(FIRST_CHANGES)).some((part) => fitted[part].items > 0);
  const texts = NAMES.map((part) => `${part === FIRST_CHANGES && anyChange ? changes : ""}${fitted[part].text}`);
  const end = footer(
    NAMES.map((part) => [PARTS[part], fitted[part]] as const),
    plans.length > 0 ? fingerprintOf(plans) : undefined,
  );
  return `${title}${texts.join("")}${end}`;
}
