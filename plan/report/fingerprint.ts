// A hash of what would change: the same whatever the order of the file and the formatting of documents in it, another one as
// soon as something else would change. An approval can be tied to it.
import { createHash } from "node:crypto";
import { canonical, hidesChange, isIdentical } from "../diff/canonical.ts";
import { pathText } from "../diff/path.ts";
import { type Change, isDestructive, type OutputChange, type Plan } from "../plan.ts";
import { type Attributes, isUnknown, type Value } from "../value.ts";
import { kindOf } from "./changeKind.ts";

/** Changes when the same plan gets another fingerprint than before. */
const VERSION = 1;

const IDENTITY = ["id", "arn"] as const;

/** Of what is known only after apply, what it was says nothing: it may be a time. */
function differences(before: Attributes | undefined, after: Attributes | undefined): string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const of = (side: Attributes | undefined, name: string): Value =>
    side !== undefined && Object.hasOwn(side, name) ? (side[name] ?? null) : null;
  return [...names].sort().flatMap((name) => {
    const [from, to] = [of(before, name), of(after, name)];
    const key = JSON.stringify(name);
    if (isUnknown(to)) return [`${key} <unknown>`];
    if (isIdentical(from, to)) return [];
    const [was, is] = [canonical(from, [name]), canonical(to, [name])];
    return was === is && !hidesChange(from) ? [] : [`${key} ${was} ${is}`];
  });
}

/** Which object it is that goes; what else is known of it does not matter. */
const identity = (before: Attributes | undefined): string[] =>
  IDENTITY.map((name) => `${name} ${canonical(before?.[name] ?? null, [name])}`);

function changeText(change: Change): string {
  const { stack, address, previousAddress, mode, deposed, action, rawActions, replacePaths, importing } = change;
  const effect = change.after === undefined ? [] : differences(change.before, change.after);
  const gone = isDestructive(action) || action === "forget" || action === "createThenForget";
  return JSON.stringify([
    "change",
    [stack, address, previousAddress ?? null, mode, deposed ?? null, action, action === "unknown" ? rawActions : []],
    [importing ?? null, replacePaths.map(pathText).sort()],
    gone ? identity(change.before) : [],
    effect,
  ]);
}

const outputText = ({ stack, name, action, before, after }: OutputChange): string =>
  JSON.stringify(["output", stack, name, action, canonical(before ?? null, []), canonical(after ?? null, [])]);

function planTexts({ stack, errored, complete, changes, deferred, outputs, invocations }: Plan): string[] {
  return [
    JSON.stringify(["plan", stack, errored, complete]),
    ...changes.filter((change) => kindOf(change) !== undefined).map(changeText),
    ...deferred.map(({ reason, change }) => JSON.stringify(["deferred", reason, changeText(change)])),
    ...invocations.map(({ address, trigger }) => JSON.stringify(["invocation", stack, address, trigger ?? null])),
    ...outputs.filter(({ action }) => action !== "noOp").map(outputText),
  ];
}

/** SHA-256 in hexadecimal. Drift, times and the values of secrets are not in it; whether a secret changes is. */
export function fingerprintOf(plans: readonly Plan[]): string {
  const hash = createHash("sha256").update(`lmi plan fingerprint ${VERSION}\n`);
  for (const text of plans.flatMap(planTexts).sort()) hash.update(`${text}\n`);
  return hash.digest("hex");
}
