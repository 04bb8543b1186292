// Values without markers, for what looks at whole stacks: what is unknown is absent, so that the configuration can fill it
// in; what is sensitive is null, so that nothing does.
import { type Attributes, isAttributes, isSensitive, isUnknown, type Value } from "../../value.ts";

function plainValue(value: Value): unknown {
  if (isSensitive(value)) return null;
  if (isUnknown(value)) return undefined;
  if (Array.isArray(value)) {
    const items = value as readonly Value[];
    // A list of which one element is unknown is in the configuration as a whole.
    return items.some(isUnknown) ? undefined : items.map(plainValue);
  }
  return isAttributes(value) ? plain(value) : value;
}

export const plain = (attributes: Attributes): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(attributes)
      .map(([name, value]) => [name, plainValue(value)] as const)
      .filter(([, value]) => value !== undefined),
  );
