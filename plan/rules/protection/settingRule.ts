// A rule out of a table: settings that guard something, and what guards another resource, each found when it weakens or goes.
import { pathText } from "../../diff/path.ts";
import { type Change, isReplacement, type PathStep } from "../../plan.ts";
import { isSensitive } from "../../value.ts";
import { isGoneOwner, type Ownership, ownersOf } from "../access/owners.ts";
import type { Severity } from "../finding.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type Found, type Help, type Rule, rule, worstFirst } from "../rule.ts";
import { changesOf, isRemoved, placeOf } from "../world/changes.ts";
import { shown } from "../world/words.ts";
import type { Judge } from "./judges.ts";
import { isOpaque, reach } from "./reach.ts";

/** What it leaves out is as the rule says. */
interface Own extends Partial<Help> {
  readonly severity?: Severity;
}

export interface Setting extends Own {
  readonly types: readonly string[];
  readonly path: readonly PathStep[];
  readonly judge: Judge;
  /** When something new has it from the start; undefined when nothing is said about what is new. */
  readonly severityWhenNew?: Severity;
  /** What happens, as a sentence without its end. */
  readonly what: string;
}

/** A resource whose only work is to guard another one: found when it is removed, and that stays. */
export interface Guard extends Own {
  readonly type: string;
  readonly guarded: Ownership;
  /** What happens, as a sentence. */
  readonly what: string;
}

/** Something else that the same rule finds. */
export interface Look {
  readonly types: readonly string[];
  /** A finding without a severity has the worst of its rule. */
  find(reviewed: Reviewed): Iterable<Found>;
}

export interface SettingRule extends Omit<About, "types" | "severity"> {
  readonly id: string;
  /** Of a setting or guard that names none. */
  readonly severity: Severity;
  /** @default none */
  readonly settings?: readonly Setting[];
  /** @default none */
  readonly guards?: readonly Guard[];
  /** @default none */
  readonly looks?: readonly Look[];
}

const atMostMedium = (severity: Severity): Severity => (severity === "low" ? "low" : "medium");

/** What the provider fills in is unknown on a replacement too, and not decided by the configuration. */
const isDecided = (reviewed: Reviewed, change: Change, [attribute = ""]: readonly PathStep[]): boolean =>
  !isReplacement(change.action) || attribute in (reviewed.worlds.after.same(change)?.values ?? {});

const own = ({ why, remedy }: Own): Partial<Help> => ({
  ...(why !== undefined && { why }),
  ...(remedy !== undefined && { remedy }),
});

function compared(reviewed: Reviewed, change: Change, setting: Setting, severity: Severity): Found | undefined {
  const { path, judge, what } = setting;
  const [before, after] = [reach(change.before, path), reach(change.after, path)];
  const values = `${pathText(path)}: ${shown(before)} to ${shown(after)}`;
  const place = { ...placeOf(change), attribute: pathText(path), ...own(setting) };
  if (!isOpaque(before, after)) {
    return judge.weakens(before, after) ? { ...place, severity, what: `${what} (${values}).` } : undefined;
  }
  // Nothing that is known could be weaker than this, or only the provider's own value is unknown.
  if (!(isSensitive(before) || judge.couldWeaken(before)) || !isDecided(reviewed, change, path)) return undefined;
  return {
    ...place,
    severity: atMostMedium(severity),
    what: `This may happen, and is not known before the apply: ${what} (${values}).`,
  };
}

function weakened(reviewed: Reviewed, change: Change, setting: Setting, severity: Severity): Found | undefined {
  if (change.after === undefined) return undefined;
  if (change.before !== undefined) return compared(reviewed, change, setting, severity);
  const { severityWhenNew, judge, path, what } = setting;
  const after = reach(change.after, path);
  if (severityWhenNew === undefined || isOpaque(null, after) || !judge.weakens(null, after)) return undefined;
  return {
    ...placeOf(change),
    attribute: pathText(path),
    ...own(setting),
    severity: severityWhenNew,
    what: `${what} from the start (${pathText(path)}: ${shown(after)}).`,
  };
}

/** Whether what it guarded goes too, or another of its kind guards the same. */
function isNoLoss(reviewed: Reviewed, change: Change, { type, guarded }: Guard): boolean {
  const owners = ownersOf(reviewed);
  const owner = owners.before(change, guarded);
  if (isGoneOwner(owner)) return true;
  if (owner.key === undefined) return false;
  return [...changesOf(reviewed, type)].some(
    (other) => other !== change && other.after !== undefined && owners.after(other, guarded).key === owner.key,
  );
}

const isQuiet = ({ action }: Change): boolean => action === "noOp" || action === "forget";

export function settingRule({ settings = [], guards = [], looks = [], ...about }: SettingRule): Rule {
  const { severity } = about;
  const types = [
    ...settings.flatMap((setting) => setting.types),
    ...guards.map(({ type }) => type),
    ...looks.flatMap((look) => look.types),
  ];
  const given = [severity, ...[...settings, ...guards].map((each) => each.severity ?? severity)];
  const possible = settings.flatMap((setting) => [
    atMostMedium(setting.severity ?? severity),
    setting.severityWhenNew ?? severity,
  ]);
  return rule({
    ...about,
    severity: worstFirst([...given, ...possible]),
    types: [...new Set(types)],
    *check(reviewed) {
      for (const change of changesOf(reviewed, ...types)) {
        if (isQuiet(change)) continue;
        for (const setting of settings) {
          if (!setting.types.includes(change.type)) continue;
          const found = weakened(reviewed, change, setting, setting.severity ?? severity);
          if (found) yield found;
        }
        for (const guard of guards) {
          if (guard.type !== change.type || !isRemoved(change) || isNoLoss(reviewed, change, guard)) continue;
          yield { ...placeOf(change), severity: guard.severity ?? severity, what: guard.what, ...own(guard) };
        }
      }
      for (const look of looks) yield* look.find(reviewed);
    },
  });
}
