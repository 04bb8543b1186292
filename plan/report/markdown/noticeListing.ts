// What the plans say about themselves that a reader must not miss: that they are not whole, and checks that do not pass.
import type { Plan } from "../../plan.ts";
import type { Item, Listing } from "../budget.ts";
import { asMarkdown, listed, type Phrase, plural } from "../phrase.ts";
import type { Unplanned } from "../review.ts";
import { shortened } from "../visible.ts";
import { waitPhrases } from "../waitPhrase.ts";

const MAX_MESSAGE_CHARACTERS = 300;

const STATUS = { fail: "fails", error: "cannot be evaluated", unknown: "is known after apply" } as const;

function noticesOf(plan: Plan): Phrase[] {
  const stack: Phrase = ["Stack ", { name: plan.stack }, ": "];
  const notices: Phrase[] = [];
  if (plan.errored) {
    notices.push([
      ...stack,
      "Terraform stopped with an error. What follows is what it knew until then; there may be more.",
    ]);
  } else if (!plan.complete && plan.outside === 0) {
    notices.push([...stack, "this plan does not reach what is configured. After its apply, plan again."]);
  }
  if (plan.outside > 0 && !plan.errored) {
    const left = plural(plan.outside, "resource");
    notices.push([...stack, `this is a partial plan; ${left} outside of it counted as unchanged.`]);
  }
  if (plan.deferred.length > 0) {
    notices.push([...stack, `Terraform puts off ${plural(plan.deferred.length, "change")} until more is known.`]);
  }
  const unknown = plan.changes.filter(({ action }) => action === "unknown");
  if (unknown.length > 0) {
    const words = [...new Set(unknown.map(({ rawActions }) => rawActions.join(", ")))].sort();
    notices.push([
      ...stack,
      `what happens to ${plural(unknown.length, "resource")} is unknown to this version: `,
      ...listed(words, 3),
      ".",
    ]);
  }
  for (const { address, status, messages } of plan.failedChecks) {
    const said = messages.length > 0 ? [": ", { prose: shortened(messages.join(" "), MAX_MESSAGE_CHARACTERS) }] : [];
    notices.push([...stack, "check ", { name: address }, ` ${STATUS[status]}`, ...said]);
  }
  return notices;
}

export function noticeListing(plans: readonly Plan[], unplanned: readonly Unplanned[] = []): Listing {
  const items: Item[] = [...plans.flatMap(noticesOf), ...unplanned.flatMap(waitPhrases)].map((phrase) => [
    () => `- ${asMarkdown(phrase)}\n`,
  ]);
  return {
    open: items.length > 0 ? "\n" : "",
    items,
    rest: [(from) => `- ${plural(items.length - from, "more notice")}\n`],
    close: "",
  };
}
