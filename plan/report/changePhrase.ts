// What happens to a resource, in one sentence that follows its address.
import { pathText } from "../diff/path.ts";
import type { Action, Change, Invocation, OutputChange } from "../plan.ts";
import { listed, type Phrase } from "./phrase.ts";

/** https://developer.hashicorp.com/terraform/internals/json-format: action_reason */
const REASONS: Record<string, string> = {
  replace_because_tainted: "it is tainted",
  replace_because_cannot_update: "it cannot be updated in place",
  replace_by_request: "asked for with -replace",
  replace_by_triggers: "by its replace_triggered_by",
  delete_because_no_resource_config: "it is no longer in the configuration",
  delete_because_no_module: "its module is no longer in the configuration",
  delete_because_wrong_repetition: "count or for_each was added or removed",
  delete_because_count_index: "its index is beyond count",
  delete_because_each_key: "its key is no longer in for_each",
  delete_because_no_move_target: "what it is moved to is not in the configuration",
  read_because_config_unknown: "its configuration is known after apply",
  read_because_dependency_pending: "what it depends on changes",
  read_because_check_nested: "a check reads it",
};

/** https://developer.hashicorp.com/terraform/internals/json-format: reasons of deferred changes */
const DEFERRED: Record<string, string> = {
  instance_count_unknown: "how many there are is not known yet",
  resource_config_unknown: "its configuration is not known yet",
  provider_config_unknown: "the provider's configuration is not known yet",
  absent_prereq: "something that it needs does not exist yet",
  deferred_prereq: "something that it needs is deferred",
};

const reasonIn = (reasons: Record<string, string>, reason: string): Phrase =>
  Object.hasOwn(reasons, reason) ? [`${reasons[reason]}`] : [{ name: reason }];

const ACTIONS: Record<Exclude<Action, "unknown">, string> = {
  noOp: "stays as it is",
  create: "is created",
  read: "is read during apply",
  update: "is updated in place",
  delete: "is destroyed",
  deleteThenCreate: "is replaced: destroyed first, then created",
  createThenDelete: "is replaced: created first, then destroyed",
  createThenForget: "is replaced: created, and the old one left behind, out of the state",
  forget: "is forgotten: it leaves the state and goes on existing",
};

const actionOf = ({ action, rawActions }: Pick<Change, "action" | "rawActions">): Phrase =>
  action === "unknown"
    ? ["has an action that this version does not know: ", ...listed(rawActions, 5)]
    : [ACTIONS[action]];

const since = ({ replacePaths, reason }: Change): Phrase => {
  const paths = replacePaths.map(pathText);
  if (paths.length > 0) return [" (forced by ", ...listed(paths, 3), ")"];
  return reason === undefined ? [] : [" (", ...reasonIn(REASONS, reason), ")"];
};

const deposedPart = ({ deposed }: Change): Phrase =>
  deposed === undefined ? [] : ["(deposed ", { name: deposed }, ") "];

/** What is left to say of a change under a heading that says what happens; ends in a blank, if anything. */
export const undertitle = (change: Change): Phrase =>
  change.action === "unknown" || change.previousAddress !== undefined || change.importing !== undefined
    ? briefly(change)
    : deposedPart(change);

/** What happens and where it was, in few words. */
export const briefly = (change: Change): Phrase => [
  ...deposedPart(change),
  ...actionOf(change),
  ...(change.previousAddress === undefined ? [] : [", moved from ", { name: change.previousAddress }]),
  ...(change.importing === undefined ? [] : [", imported as ", { name: change.importing }]),
];

/** With the attributes that force a replacement, or why it happens. */
export const phraseOf = (change: Change): Phrase => [...briefly(change), ...since(change)];

export const driftPhrase = ({ action }: Pick<Change, "action">): Phrase => [
  action === "delete" ? "was deleted outside Terraform" : "was changed outside Terraform",
];

export const deferredPhrase = (reason: string, change: Change): Phrase => [
  "is deferred, ",
  ...reasonIn(DEFERRED, reason),
  "; then it ",
  ...briefly(change),
];

export const invocationPhrase = ({ trigger }: Invocation): Phrase =>
  trigger === undefined ? ["runs"] : ["runs, triggered by ", { name: trigger }];

const OUTPUT_ACTIONS: Partial<Record<Action, string>> = {
  create: "is added",
  update: "changes",
  delete: "is removed",
};

export const outputPhrase = ({ action }: Pick<OutputChange, "action">): Phrase => [
  OUTPUT_ACTIONS[action] ?? "changes in a way that this version does not know",
];
