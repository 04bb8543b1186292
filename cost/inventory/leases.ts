// What workflows may ask for while they run: state machines hold it in the payload of the scaler's `acquire`.
import { type Block, number, referenceIn } from "../../terraform/block.ts";
import type { Links } from "../../terraform/links.ts";
import { type Located, located } from "../../terraform/located.ts";
import { FUNCTION } from "../../terraform/managedFunction.ts";

/** What a running workflow may ask for. */
export interface AskedByWorkflow extends Located {
  /** Undefined when any declared function may be meant. */
  readonly function: Located | undefined;
  /** Undefined when only the run's input says it, or when the definition is not known yet. */
  readonly max: number | undefined;
}

type Payload = Readonly<Record<string, unknown>>;

/** Payloads that acquire capacity, wherever in the definition they are. */
function acquiresIn(value: unknown): Payload[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Object.values(value).flatMap(acquiresIn);
  const isAcquire = "action" in value && value.action === "acquire" && "functionName" in value;
  return isAcquire ? [value as Payload, ...inside] : inside;
}

/** Undefined when the text is not known before the apply. */
function definitionOf(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return undefined;
  }
}

const maxOf = ({ config }: Payload): number | undefined =>
  typeof config === "object" && config !== null && "max" in config ? number(config.max) : undefined;

export const leasesOf = (blocks: readonly Block[], links: Links): AskedByWorkflow[] =>
  blocks
    .filter(({ type }) => type === "aws_sfn_state_machine")
    .flatMap((block): AskedByWorkflow[] => {
      const definition = definitionOf(block.values.definition);
      if (definition === undefined) {
        // A definition that names functions may ask for any of them.
        const isUnknown = block.values.definition === undefined || referenceIn([block.values.definition].flat()[0]);
        return isUnknown ? [{ ...located(block), function: undefined, max: undefined }] : [];
      }
      return acquiresIn(definition).map((payload) => {
        const target = links.one(block, payload.functionName, FUNCTION);
        return { ...located(block), function: target && located(target), max: maxOf(payload) };
      });
    });
