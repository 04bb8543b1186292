// What of a resource changes, attribute by attribute, and which of it forces a replacement.
import type { Change } from "../plan.ts";
import { at, isUnknown, type Value } from "../value.ts";
import { canonical } from "./canonical.ts";
import { type ChangeKind, compare, type Found, type Side } from "./comparison.ts";
import { attributeNames, type Path, pathText } from "./path.ts";

export interface AttributeChange {
  /** Such as `tags["a.b"]`, `subnet_ids[]`, `policy › Statement[0].Action`. */
  readonly path: string;
  readonly kind: ChangeKind;
  /** Undefined where there is nothing. */
  readonly before: Value | undefined;
  readonly after: Value | undefined;
  readonly forcesReplacement: boolean;
}

const isPrefix = (one: readonly string[], other: readonly string[]): boolean =>
  one.every((name, index) => name === other[index]);

/** Sets have no indexes that could be compared, so names decide. */
function forcing(replacePaths: Change["replacePaths"], found: readonly Found[]): (path: Path) => boolean {
  const forced = replacePaths.map((path) => attributeNames(path));
  const names = found.map(({ path }) => attributeNames(path));
  return (path) => {
    const own = attributeNames(path);
    return forced.some((wanted) => {
      if (isPrefix(wanted, own)) return true;
      // A path into something that appears or disappears as a whole: only where nothing below it was found.
      return isPrefix(own, wanted) && !names.some((other) => isPrefix(wanted, other));
    });
  };
}

/** Without `tags_all` where it changes as `tags` does. */
function withoutRepeatedTags(found: readonly Found[]): readonly Found[] {
  const of = (attribute: string) => found.filter(({ path }) => path[0] === attribute);
  const text = ({ path, kind, before, after }: Found) =>
    [pathText(path.slice(1)), kind, ...[before, after].map((side) => canonical(side ?? null, path))].join("\n");
  const [tags, all] = [of("tags"), of("tags_all")];
  const own = new Set(tags.map(text));
  const wholeUnknown = all.length === 1 && all[0]?.path.length === 1 && isUnknown(all[0].after);
  const repeated = wholeUnknown
    ? tags.some(({ after }) => isUnknown(after))
    : tags.length === all.length && all.every((one) => own.has(text(one)));
  return repeated ? found.filter(({ path }) => path[0] !== "tags_all") : found;
}

/** In the order of the attributes' names; a value under a sensitive mark is a marker here, as everywhere. */
export function attributeChanges({ before, after, replacePaths }: Change): AttributeChange[] {
  const found = withoutRepeatedTags(compare(before, after));
  const isForcing = forcing(replacePaths, found);
  const changes = found.map((one) => ({ ...one, path: pathText(one.path), forcesReplacement: isForcing(one.path) }));
  const unseen = replacePaths.filter((path) => {
    const wanted = attributeNames(path);
    return !found.some((one) => {
      const own = attributeNames(one.path);
      return isPrefix(wanted, own) || isPrefix(own, wanted);
    });
  });
  return [
    ...changes,
    ...unseen.map((path) => ({
      path: pathText(path),
      kind: "same" as const,
      before: at(before, ...path),
      after: at(after, ...path),
      forcesReplacement: true,
    })),
  ];
}

/** The same for one value, such as an output's; paths are empty for the value itself. */
export function valueChanges(before: Side, after: Side): AttributeChange[] {
  return compare(before, after).map((one) => ({ ...one, path: pathText(one.path), forcesReplacement: false }));
}
