// Something that holds data is destroyed or replaced.

import { pathText } from "../../diff/path.ts";
import { type Change, isReplacement } from "../../plan.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, isRemoved, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import { because, isAboutAddress } from "./actionReason.ts";
import { logGroupsOfReplaced } from "./instanceLogs.ts";
import { isLeft, renamedStores } from "./renamed.ts";
import { capital, STORES, type Store, storeOf } from "./stores.ts";

const types = Object.keys(STORES);
const why = "What is in it is lost, but for snapshots and backups outside of it.";

const RULES = {
  "data-destroyed": {
    severity: ["critical", "high"],
    title: "A store of data is destroyed",
    why,
    remedy: "Back up what is in it, and make sure that nothing reads it any more.",
    types,
  },
  "data-replaced": {
    severity: ["critical", "high", "medium"],
    title: "A store of data is replaced by an empty one",
    why,
    remedy:
      "Undo what forces the replacement, or make the new one beside the old one, copy the data, and remove the old one in a later apply.",
    types,
  },
  "data-renamed": {
    severity: ["critical", "high"],
    title: "A store of data is destroyed and created again under the same name at another address",
    why,
    remedy: "Add a moved block, or removed and import blocks where it moves to another stack.",
    types,
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

const lossOf = ({ loss, guard }: Store, { before }: Change): string =>
  [loss, before && guard?.(before)].filter((sentence) => sentence !== undefined).join(" ");

const destroyed = (change: Change, store: Store): FoundAs<Id> => ({
  rule: "data-destroyed",
  severity: store.severity,
  ...placeOf(change),
  what: `${capital(store.words)} is destroyed${because(change)}.`,
  why: lossOf(store, change),
  ...(isAboutAddress(change.reason) && {
    remedy:
      "Put it back into the configuration; with a moved block when only its address has changed, or with a removed block (destroy = false) when Terraform shall let go of it.",
  }),
});

function replaced(change: Change, store: Store): FoundAs<Id> {
  const { replacePaths, action } = change;
  const [first] = replacePaths;
  const by =
    replacePaths.length > 0
      ? `: ${listed(replacePaths.map(pathText))} ${replacePaths.length > 1 ? "force" : "forces"} it`
      : "";
  const leaves = action === "createThenForget";
  return {
    rule: "data-replaced",
    severity: leaves ? "medium" : store.severity,
    ...placeOf(change),
    ...(first ? { attribute: pathText(first) } : {}),
    what: `${capital(store.words)} is replaced by an empty one${by}${because(change)}.`,
    why: leaves
      ? "The old one stays in the account, without Terraform; what reads it finds nothing in the new one."
      : lossOf(store, change),
  };
}

function renamed(change: Change, successor: Change, store: Store): FoundAs<Id> {
  const isElsewhere = change.stack !== successor.stack;
  const to = isElsewhere ? `${successor.address} of stack ${successor.stack}` : successor.address;
  return {
    rule: "data-renamed",
    severity: store.severity,
    ...placeOf(change),
    what: `${capital(store.words)} is destroyed and created again, empty, under the same name at ${to}.`,
    why: `${lossOf(store, change)} Both at once may also fail, because the name is still taken.`,
    remedy: isElsewhere
      ? `Take it out of this stack with a removed block (destroy = false), and into ${successor.stack} with an import block.`
      : `Add a moved block: moved { from = ${change.address}, to = ${successor.address} }.`,
  };
}

const isFilled = ({ before, after }: Change, store: Store): boolean =>
  before !== undefined && after !== undefined && store.isFilled?.(before, after) === true;

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const successors = reviewed.once(renamedStores);
  const said = new Set(reviewed.once(logGroupsOfReplaced));
  for (const change of changesOf(reviewed)) {
    const store = storeOf(change.type);
    if (store === undefined || said.has(change)) continue;
    const successor = successors.get(change);
    if (successor) yield renamed(change, successor, store);
    // What stays in the account is forgotten, and not destroyed.
    else if (isRemoved(change) && !isLeft(change, store)) yield destroyed(change, store);
    else if (isReplacement(change.action) && !isFilled(change, store)) yield replaced(change, store);
  }
}

export const dataDestroyed = family(RULES, look);
