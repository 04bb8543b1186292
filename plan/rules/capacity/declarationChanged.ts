// What is declared for a function changes, or is declared no longer: the reconciler follows within a minute.

import type { Declaration } from "../../../app/capacity/declaration.ts";
import { equals, format } from "../../../app/capacity/scalingConfig.ts";
import { scheduled } from "../../../app/capacity/transitions.ts";
import { openAt } from "../../../app/capacity/window.ts";
import { isSame } from "../../../terraform/located.ts";
import { at, isSensitive, isUnknown } from "../../value.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import type { World } from "../world/world.ts";
import {
  brokenDeclarationsIn,
  DECLARATION,
  type DeclaredItem,
  declarationOf,
  declarationsIn,
  windowsInForce,
} from "./declared.ts";
import { scalingConfigsOf } from "./demand.ts";
import { FUNCTION, nameOf } from "./managed.ts";

const RULES = {
  "declaration-changed": {
    severity: ["medium", "low"],
    title: "What is declared for a function changes",
    why: "The reconciler follows within a minute: what asks for less takes running environments away, and what asks for more starts instances that bill.",
    remedy: "See with lmi window next when capacity changes with the new declaration.",
    types: [DECLARATION],
  },
  "declaration-open-window": {
    severity: "high",
    title: "Capacity is taken away in the middle of a window",
    why: "The reconciler takes the environments away in the middle of the window; what runs on them is cut off or throttled.",
    remedy: "Apply after the window has closed, or hold the capacity with lmi scale hold until it has.",
    types: [DECLARATION],
  },
  "declaration-deleted": {
    severity: ["high", "medium", "low"],
    title: "The declaration of a function is deleted",
    why: "The reconciler no longer looks after the function, which keeps the capacity that it has at that moment.",
    remedy: "Keep the declaration, or put the scaling config that the function shall keep.",
    types: [DECLARATION],
  },
  "declaration-unreadable": {
    severity: "high",
    title: "A declaration cannot be read",
    why: "The reconciler fails at it, and no longer brings the function to what is asked for.",
    remedy: "Write it through the stacks' own construct, which checks it.",
    types: [DECLARATION],
  },
  "declaration-unknown": {
    severity: "low",
    title: "A declaration is unknown until apply, or sensitive",
    why: "Whether it gets less, more, or loses an open window cannot be told from this plan.",
    remedy: "Write baseline, windows and limit as values that are known when the plan is made.",
    types: [DECLARATION],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

const ATTRIBUTE = { attribute: "item" };

interface Difference {
  readonly text: string;
  readonly minRises: boolean;
  readonly falls: boolean;
}

/** What a declaration asks for besides its times, by name: the baseline and every window. */
const asked = ({ baseline, windows }: Declaration) =>
  new Map([["baseline", baseline], ...windows.map((window) => [`window ${window.name}`, window] as const)]);

function differences(before: Declaration, after: Declaration): Difference[] {
  const [was, is] = [asked(before), asked(after)];
  const found: Difference[] = [];
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    const [from, to] = [was.get(name), is.get(name)];
    if (from && to) {
      const falls = to.min < from.min || to.max < from.max;
      if (!equals(from, to)) {
        found.push({ text: `${name} from ${format(from)} to ${format(to)}`, minRises: to.min > from.min, falls });
      } else if (JSON.stringify(from) !== JSON.stringify(to)) {
        found.push({ text: `${name} at other times`, minRises: false, falls: true });
      }
    } else if (to) found.push({ text: `${name} of ${format(to)} added`, minRises: to.min > 0, falls: false });
    else if (from) found.push({ text: `${name} of ${format(from)} removed`, minRises: false, falls: true });
  }
  if (before.limit !== after.limit) {
    const text = `limit from ${before.limit} to ${after.limit} environments`;
    found.push({ text, minRises: false, falls: after.limit < before.limit });
  }
  return found;
}

function changed(
  { declaration: before }: DeclaredItem,
  { declaration: after, resource }: DeclaredItem,
): FoundAs<Id> | undefined {
  const found = differences(before, after);
  if (found.length === 0) return undefined;
  const [falls, rises] = [found.some((one) => one.falls), found.some((one) => one.minRises)];
  const whys = [
    falls ? "What asks for less takes running environments away, and what is called then may be throttled." : undefined,
    rises ? "What asks for a higher minimum starts instances that bill whether anything is called or not." : undefined,
  ].filter((why) => why !== undefined);
  return {
    rule: "declaration-changed",
    severity: falls || rises ? "medium" : "low",
    ...placeOf(resource),
    ...ATTRIBUTE,
    what: `What is declared for ${after.functionName} changes: ${listed(found.map(({ text }) => text))}.`,
    why: `The reconciler follows within a minute. ${whys.join(" ")}`.trimEnd(),
  };
}

/** Capacity that is given now, because a window is open, and no longer after the apply. */
function takenNow(before: DeclaredItem, after: Declaration, time: number): FoundAs<Id> | undefined {
  const open = openAt(before.declaration.windows, time);
  if (open.length === 0) return undefined;
  const now = scheduled(before.declaration, open);
  const then = scheduled(after, openAt(after.windows, time));
  if (then.min >= now.min && then.max >= now.max) return undefined;
  const names = listed([...new Set(open.map(({ window }) => window.name))]);
  return {
    rule: "declaration-open-window",
    ...placeOf(before.resource),
    ...ATTRIBUTE,
    what: `Window ${names} of ${after.functionName} is open now: its capacity falls from ${format(now)} to ${format(then)} with this apply.`,
  };
}

const isThere = (world: World, functionName: string): boolean =>
  world.ofType(FUNCTION).some((fn) => nameOf(fn) === functionName);

/** Items that the reconciler could not read, or that only the apply knows. */
function* unreadable(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const { before, after } = reviewed.worlds;
  const already = new Set(brokenDeclarationsIn(before).map(({ text }) => text));
  for (const { resource, text } of brokenDeclarationsIn(after)) {
    if (already.has(text)) continue;
    yield {
      rule: "declaration-unreadable",
      ...placeOf(resource),
      ...ATTRIBUTE,
      what: `The item stands where a function's declaration is, and cannot be read as one: ${text}.`,
    };
  }
  const declared = new Set(declarationsIn(before).map(({ resource }) => resource.change));
  for (const change of changesOf(reviewed, DECLARATION)) {
    const item = at(change.after, "item");
    if (!declared.has(change) || !(isUnknown(item) || isSensitive(item))) continue;
    yield {
      rule: "declaration-unknown",
      ...placeOf(change),
      ...ATTRIBUTE,
      what: `What is declared for the function is ${isUnknown(item) ? "unknown until apply" : "sensitive"}.`,
    };
  }
}

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const { before, after } = reviewed.worlds;
  for (const item of declarationsIn(before)) {
    const { name: functionName } = item;
    const { windows } = item.declaration;
    const next = declarationOf(after, functionName);
    if (next) {
      const finding = changed(item, next);
      if (finding) yield finding;
      const taken = takenNow(item, next.declaration, reviewed.at);
      if (taken) yield taken;
      continue;
    }
    const change = item.resource.change;
    const isElse = declarationsIn(after).some(({ resource }) => isSame(resource, item.resource));
    const isUnreadable = after.same(item.resource) !== undefined && !isElse;
    const functionGoes = isThere(before, functionName) && !isThere(after, functionName);
    if (change === undefined || isUnreadable || functionGoes) continue;
    const isOwned = scalingConfigsOf(after, functionName).length > 0;
    const open = openAt(windowsInForce(reviewed, functionName), reviewed.at);
    yield {
      rule: "declaration-deleted",
      severity: open.length > 0 ? "high" : isOwned ? "low" : "medium",
      ...placeOf(item.resource),
      what: `The declaration of ${functionName} is deleted${windows.length > 0 ? ` with its windows (${listed(windows.map(({ name }) => name))})` : ""}${open.length > 0 ? ", of which one is open now" : ""}.`,
      why: isOwned
        ? "The reconciler no longer looks after the function; a scaling config in these plans does."
        : "The reconciler no longer looks after the function: it keeps the capacity that it has at that moment, be it nothing or the most of a window, until another is put.",
      remedy: isOwned
        ? "Apply while no window is open and no workflow runs."
        : "Keep the declaration, or put the scaling config that the function shall keep.",
    };
  }
  yield* unreadable(reviewed);
}

export const declarationChanged = family(RULES, look);
