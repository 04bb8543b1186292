// A setting that guards something, and the rule that finds it weakened.
import { pathText } from "../../diff/path.ts";
import { type Change, isReplacement, type PathStep } from "../../plan.ts";
import { isSensitive } from "../../value.ts";
import type { Finding, Rule, Severity } from "../finding.ts";
import type { Reviewed } from "../reviewed.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { shown } from "../world/words.ts";
import type { Judge } from "./judges.ts";
import { isOpaque, reach } from "./reach.ts";

export interface Setting {
  readonly rule: string;
  readonly types: readonly string[];
  readonly path: readonly PathStep[];
  readonly judge: Judge;
  readonly severity: Severity;
  /** When something new has it from the start; undefined when nothing is said about what is new. */
  readonly severityWhenNew?: Severity;
  /** What happens, as a sentence without its end. */
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
}

/** What the provider fills in is unknown on a replacement too, and nobody's decision. */
const isDecided = (reviewed: Reviewed, change: Change, [attribute = ""]: readonly PathStep[]): boolean =>
  !isReplacement(change.action) || attribute in (reviewed.worlds.after.same(change)?.values ?? {});

const finding = (change: Change, setting: Setting, severity: Severity, what: string): Finding => ({
  rule: setting.rule,
  severity,
  ...placeOf(change),
  attribute: pathText(setting.path),
  what,
  why: setting.why,
  remedy: setting.remedy,
});

const atMostMedium = (severity: Severity): Severity => (severity === "low" ? "low" : "medium");

function compared(reviewed: Reviewed, change: Change, setting: Setting): Finding | undefined {
  const { path, judge, severity, what } = setting;
  const [before, after] = [reach(change.before, path), reach(change.after, path)];
  const values = `${pathText(path)}: ${shown(before)} to ${shown(after)}`;
  if (!isOpaque(before, after)) {
    return judge.weakens(before, after) ? finding(change, setting, severity, `${what} (${values}).`) : undefined;
  }
  // Nothing that is known could be weaker than this, or only the provider's own value is unknown.
  if (!(isSensitive(before) || judge.couldWeaken(before)) || !isDecided(reviewed, change, path)) return undefined;
  return finding(
    change,
    setting,
    atMostMedium(severity),
    `This may happen, and is not known before the apply: ${what} (${values}).`,
  );
}

function* findings(reviewed: Reviewed, change: Change, setting: Setting): Generator<Finding> {
  if (change.after === undefined) return;
  if (change.before !== undefined) {
    const found = compared(reviewed, change, setting);
    if (found) yield found;
    return;
  }
  const { severityWhenNew, judge, path, what } = setting;
  const after = reach(change.after, path);
  if (severityWhenNew === undefined || isOpaque(null, after) || !judge.weakens(null, after)) return;
  yield finding(change, setting, severityWhenNew, `${what} from the start (${pathText(path)}: ${shown(after)}).`);
}

/** Finds where any of the settings weakens. */
export const weakened = (settings: readonly Setting[]): Rule => {
  const byType = new Map<string, Setting[]>();
  for (const setting of settings) {
    for (const type of setting.types) byType.set(type, [...(byType.get(type) ?? []), setting]);
  }
  return function* (reviewed) {
    for (const change of changesOf(reviewed, ...byType.keys())) {
      if (change.action === "noOp" || change.action === "forget") continue;
      for (const setting of byType.get(change.type) ?? []) yield* findings(reviewed, change, setting);
    }
  };
};
