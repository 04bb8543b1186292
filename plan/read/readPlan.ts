// Bytes to plans. Plans that are reviewed together are read together, since what one marks may stand in another.
import { basename } from "node:path";
import { isObject, type Values } from "../../terraform/block.ts";
import { isOnlyForm } from "../diff/form.ts";
import type { Invocation, Plan, ResourceState } from "../plan.ts";
import { PlanFilesError } from "../planError.ts";
import { createHider, type Hider } from "../secrets/hide.ts";
import { maskIn } from "../secrets/mask.ts";
import { visible } from "../secrets/redact.ts";
import { changeOf, outputOf } from "./change.ts";
import { failedChecks } from "./checks.ts";
import { referencesIn } from "./configuration.ts";
import { decode } from "./decode.ts";
import { type Refuse, refuse, subjectOf } from "./notAPlan.ts";
import { parse } from "./parse.ts";
import { planIn } from "./planFormat.ts";
import { objectsAt } from "./rawChange.ts";
import { type RawPlan, type RawResource, rawPlan } from "./rawPlan.ts";
import { secretsOf } from "./secretsOf.ts";
import { untouchedBy } from "./untouched.ts";

/** One file, or standard input, whose name is `-`. */
export interface PlanSource {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** A plan that was parsed, of which nothing has been hidden yet: what it marks may stand in others. */
export interface Opened {
  readonly file: string;
  readonly stack: string;
  readonly raw: RawPlan;
  readonly secrets: ReadonlySet<string>;
  readonly refuse: Refuse;
}

/** `plans/prod-network.plan.json` is of the stack prod-network. */
export const stackOf = (file: string): string =>
  file === "-" ? "stdin" : basename(file).replace(/(?:\.(?:tf)?plan)?\.json$/i, "") || basename(file);

const byKey =
  <T>(key: (item: T) => string) =>
  (a: T, b: T): number =>
    key(a) < key(b) ? -1 : Number(key(a) > key(b));

/** Values are read by functions that call themselves for what is inside. */
function withinStack<T>(refusing: Refuse, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw refusing("JSON that nests too deep");
    throw error;
  }
}

interface Keyed {
  readonly address: string;
  readonly deposed?: string | undefined;
}
const byAddress = byKey(({ address }: Keyed) => address);

/** @throws NotAPlanError when the text is no plan */
export function openPlan(file: string, text: string): Opened {
  const refusing = refuse(file);
  return withinStack(refusing, () => {
    const raw = rawPlan(planIn(parse(text, refusing), refusing), refusing);
    return { file, stack: stackOf(file), raw, secrets: secretsOf(raw), refuse: refusing };
  });
}

const isText = (value: unknown): value is string => typeof value === "string";

const invocationOf = ({ address, lifecycle_action_trigger: trigger }: Values): Invocation => {
  const by = isObject(trigger) ? trigger.triggering_resource_address : undefined;
  return { address: String(address), ...(isText(by) && { trigger: by }) };
};

/** Whether an attribute is marked on any resource of the type. */
const isMarked = ({ changes, before, after, marks }: RawPlan, type: string, attribute: string): boolean =>
  [...changes, ...before.resources, ...after.resources].some(
    (resource) => resource.type === type && maskIn(marks.get(resource.address), attribute) !== undefined,
  );

function planOf({ stack, raw, refuse }: Opened, hide: Hider, secrets: ReadonlySet<string>): Plan {
  const { json, marks, outputMarks } = raw;
  const reading = { stack, hide };
  const change = (one: RawPlan["changes"][number]) => changeOf(one, marks.get(one.address), reading);
  const changes = (all: RawPlan["changes"]) =>
    all.toSorted((a, b) => byAddress(a, b) || byKey(({ deposed = "" }: Keyed) => deposed)(a, b)).map(change);
  const state = ({ address, type, name, mode, values }: RawResource): ResourceState => ({
    address,
    type,
    name,
    mode,
    values: hide.value((visible(values, marks.get(address)) ?? {}) as Values),
  });
  const states = (resources: readonly RawResource[]) => resources.toSorted(byAddress).map(state);
  const untouched = untouchedBy(raw);
  return {
    stack,
    formatVersion: isText(json.format_version) ? json.format_version : "",
    terraformVersion: isText(json.terraform_version) ? json.terraform_version : "",
    changes: changes(raw.changes),
    drift: changes(raw.drift).filter((one) => !isOnlyForm(one)),
    deferred: raw.deferred
      .toSorted(byKey((one) => one.change.address))
      .map((one) => ({ reason: one.reason, change: change(one.change) })),
    outputs: raw.outputs
      .toSorted(byKey(({ name }) => name))
      .map((output) => outputOf(output, outputMarks.get(output.name), reading)),
    failedChecks: failedChecks(json.checks).map((check) => ({ ...check, messages: check.messages.map(hide.text) })),
    invocations: objectsAt(json, "action_invocations", refuse).map(invocationOf).toSorted(byAddress),
    errored: json.errored === true,
    complete: json.complete !== false && objectsAt(json, "deferred_action_invocations", refuse).length === 0,
    outside: untouched.length,
    before: states(raw.before.resources),
    after: states([...raw.after.resources, ...untouched]),
    configuration: referencesIn(json.configuration, json.variables, ({ type, attribute }, text) =>
      isMarked(raw, type, attribute) ? undefined : hide.text(text),
    ),
    secrets,
  };
}

/** @throws PlanFilesError when two are of the same stack */
export function assertDistinct(sources: readonly Pick<PlanSource, "file">[]): void {
  const files = new Map<string, string>();
  for (const { file } of sources) {
    const stack = stackOf(file);
    const other = files.get(stack);
    if (other !== undefined) {
      const both = `${subjectOf(other)} and ${subjectOf(file)}`;
      throw new PlanFilesError(`${both}: must have different names, which are those of the stacks, got ${stack} twice`);
    }
    files.set(stack, file);
  }
}

/** The plans of one review, in the order given. A secret of any of them is hidden in all. */
export function plansOf(opened: readonly Opened[]): Plan[] {
  const secrets = new Set(opened.flatMap((one) => [...one.secrets]));
  const hide = createHider(secrets);
  const inOrder = opened.toSorted(byKey(({ stack }) => stack));
  const plans = new Map(inOrder.map((one) => [one, withinStack(one.refuse, () => planOf(one, hide, secrets))]));
  return opened.flatMap((one) => plans.get(one) ?? []);
}

/**
 * Reads the plans of one review, in the order given.
 * @throws NotAPlanError for the first that is no plan
 * @throws PlanFilesError when two have the same name
 */
export function readPlans(sources: readonly PlanSource[]): Plan[] {
  assertDistinct(sources);
  return plansOf(sources.map(({ file, bytes }) => openPlan(file, decode(bytes, refuse(file)))));
}

/**
 * Reads one plan by itself.
 * @param file its name, for messages and as the name of its stack
 * @throws NotAPlanError when it is no plan
 */
export function readPlan(file: string, bytes: Uint8Array): Plan {
  const [plan] = readPlans([{ file, bytes }]);
  if (plan === undefined) throw refuse(file)("nothing");
  return plan;
}
