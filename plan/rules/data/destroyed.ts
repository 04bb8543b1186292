// Something that holds data is destroyed or replaced.

import { pathText } from "../../diff/path.ts";
import { type Change, isReplacement } from "../../plan.ts";
import type { Finding, Rule, Severity } from "../finding.ts";
import { changesOf, isRemoved, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import { isAboutAddress, reasonText } from "./actionReason.ts";
import { logGroupsOfReplaced } from "./instanceLogs.ts";
import { renamedStores } from "./renamed.ts";
import { type Store, storeOf } from "./stores.ts";

const because = (change: Change): string => {
  const reason = reasonText(change.reason);
  return reason ? `, because ${reason}` : "";
};

const lossOf = ({ loss, guard }: Store, { before }: Change): string =>
  [loss, before && guard?.(before)].filter((sentence) => sentence !== undefined).join(" ");

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function destroyed(change: Change, store: Store): Finding {
  const isKept = change.before !== undefined && (store.isKept?.(change.before) ?? false);
  if (isKept) {
    return {
      rule: "data-forgotten",
      severity: "low",
      ...placeOf(change),
      what: `${capital(store.words)} leaves Terraform and stays in the account: skip_destroy is true${because(change)}.`,
      why: "Nobody watches its settings, access and price from now on.",
      remedy: "Say who looks after it, or delete it by hand when it is no longer needed.",
    };
  }
  return {
    rule: "data-destroyed",
    severity: store.severity,
    ...placeOf(change),
    what: `${capital(store.words)} is destroyed${because(change)}.`,
    why: lossOf(store, change),
    remedy: isAboutAddress(change.reason)
      ? "Put it back into the configuration; with a moved block when only its address has changed, or with a removed block (destroy = false) when Terraform shall let go of it."
      : "Back up what is in it, and make sure that nothing reads it any more.",
  };
}

function replaced(change: Change, store: Store): Finding {
  const { replacePaths, action } = change;
  const [first] = replacePaths;
  const by =
    replacePaths.length > 0
      ? `: ${listed(replacePaths.map(pathText))} ${replacePaths.length > 1 ? "force" : "forces"} it`
      : "";
  const leaves = action === "createThenForget";
  const severity: Severity = leaves ? "medium" : store.severity;
  return {
    rule: "data-replaced",
    severity,
    ...placeOf(change),
    ...(first ? { attribute: pathText(first) } : {}),
    what: `${capital(store.words)} is replaced by an empty one${by}${because(change)}.`,
    why: leaves
      ? "The old one stays in the account, without Terraform; what reads it finds nothing in the new one."
      : lossOf(store, change),
    remedy:
      "Undo what forces the replacement, or make the new one beside the old one, copy the data, and remove the old one in a later apply.",
  };
}

function renamed(change: Change, successor: Change, store: Store): Finding {
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

export const dataDestroyed: Rule = function* (reviewed) {
  const successors = renamedStores(reviewed);
  const said = new Set(logGroupsOfReplaced(reviewed));
  for (const change of changesOf(reviewed)) {
    const store = storeOf(change.type);
    if (store === undefined || said.has(change)) continue;
    const successor = successors.get(change);
    if (successor) yield renamed(change, successor, store);
    else if (isRemoved(change)) yield destroyed(change, store);
    else if (isReplacement(change.action)) yield replaced(change, store);
  }
};
