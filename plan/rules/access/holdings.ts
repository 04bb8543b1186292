// Every policy of a review, on both sides of the apply, with whose it is and what else holds for the same identity.
import type { Change } from "../../plan.ts";
import { type Attributes, at } from "../../value.ts";
import type { Reviewed } from "../reviewed.ts";
import { changesOf } from "../world/changes.ts";
import { sameValue } from "../world/sameValue.ts";
import { isGoneOwner, isNewOwner, keyOf, type Owner, ownersOf } from "./owners.ts";
import { type Document, documentOf, type Statement } from "./policy/document.ts";
import { POLICY_ATTRIBUTES, type PolicyAttribute } from "./policyAttributes.ts";
import { plannedText } from "./policySource.ts";

export interface Holding {
  readonly change: Change;
  readonly source: PolicyAttribute;
  readonly before: Document;
  readonly after: Document;
  /** What is known of whose policy it is: a name, or undefined. */
  readonly ownerName: string | undefined;
  /** Whether it comes with a new resource or identity. */
  readonly isNew: boolean;
  /** Whether it goes with what it belongs to. */
  readonly isGone: boolean;
  /** What holds before for the same identity, its own statements included. */
  readonly known: readonly Statement[];
  /** What holds after for the identity that it belonged to. */
  readonly remaining: readonly Statement[];
}

interface Placed {
  readonly change: Change;
  readonly source: PolicyAttribute;
  readonly before: Document;
  readonly after: Document;
  readonly ownerBefore: Owner;
  readonly ownerAfter: Owner;
}

const ABSENT: Document = { kind: "absent" };

/** Without its resource, an endpoint's policy is what AWS gives every endpoint. */
function documentIn({ attribute, kind, read }: PolicyAttribute, attributes: Attributes | undefined): Document {
  if (attributes === undefined) return kind === "endpoint" && read ? read({}) : ABSENT;
  return read ? read(attributes) : documentOf(at(attributes, attribute));
}

const statementsIn = (document: Document): readonly Statement[] =>
  document.kind === "known" ? document.statements : [];

const isChanged = ({ action, before, after }: Change, { attribute, isWhole }: PolicyAttribute): boolean => {
  if (action === "noOp" || action === "forget" || action === "read") return false;
  return isWhole === true || !sameValue(at(before, attribute), at(after, attribute));
};

/** The provider lists a role's policies at the role too, as they were before. */
const isStale = ({ change, source }: Placed): boolean => source.isComputed === true && !isChanged(change, source);

function statementsByOwner(
  placed: readonly Placed[],
  side: "before" | "after",
): ReadonlyMap<string, readonly Statement[]> {
  const byOwner = new Map<string, Statement[]>();
  for (const one of placed) {
    const key = (side === "before" ? one.ownerBefore : one.ownerAfter).key;
    if (key === undefined || (side === "after" && isStale(one))) continue;
    const all = byOwner.get(key) ?? [];
    all.push(...statementsIn(one[side]));
    byOwner.set(key, all);
  }
  return byOwner;
}

/** What only the apply knows may be in the plans all the same. */
function documentAfter(reviewed: Reviewed, change: Change, source: PolicyAttribute): Document {
  const document = documentIn(source, change.after);
  if (document.kind !== "unknown" || source.isWhole === true) return document;
  const text = plannedText(reviewed, change, source.attribute);
  return text === undefined ? document : documentIn(source, { ...change.after, [source.attribute]: text });
}

/** Only an identity's own policies count together; every other stands for itself. */
function place(reviewed: Reviewed): Placed[] {
  const owners = ownersOf(reviewed);
  return [...changesOf(reviewed, ...POLICY_ATTRIBUTES.keys())].flatMap((change) =>
    (POLICY_ATTRIBUTES.get(change.type) ?? []).map((source): Placed => {
      const self: Owner = { key: keyOf(change), name: undefined, change };
      return {
        change,
        source,
        before: documentIn(source, change.before),
        after: documentAfter(reviewed, change, source),
        ownerBefore: source.owner ? owners.before(change, source.owner) : self,
        ownerAfter: source.owner ? owners.after(change, source.owner) : self,
      };
    }),
  );
}

function holdingsIn(reviewed: Reviewed): readonly Holding[] {
  const placed = place(reviewed);
  const identities = placed.filter(({ source }) => source.kind === "identity");
  const [before, after] = [statementsByOwner(identities, "before"), statementsByOwner(identities, "after")];
  return placed
    .filter(({ change, source }) => isChanged(change, source))
    .map((one): Holding => {
      const { change, source, ownerBefore, ownerAfter } = one;
      const counted = source.kind === "identity";
      const { key } = ownerAfter;
      return {
        change,
        source,
        before: one.before,
        after: one.after,
        ownerName: ownerAfter.name ?? ownerBefore.name,
        isNew: change.action === "create" && (!counted || isNewOwner(ownerAfter)),
        isGone: change.after === undefined && isGoneOwner(ownerBefore),
        known: (counted && key !== undefined && before.get(key)) || statementsIn(one.before),
        remaining: (counted && ownerBefore.key !== undefined && after.get(ownerBefore.key)) || statementsIn(one.after),
      };
    });
}

/** The policies that change. */
export const holdingsOf = (reviewed: Reviewed): readonly Holding[] => reviewed.once(holdingsIn);
