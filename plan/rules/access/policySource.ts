// The text of a policy that only the apply knows, where it is that of something else in the same plans: of a data source that is
// read during the apply, or of another resource.
import { INSTANCE, MODULES } from "../../../terraform/address.ts";
import type { Change } from "../../plan.ts";
import { type Attributes, at } from "../../value.ts";
import type { Reviewed } from "../reviewed.ts";
import { DOCUMENT_TYPE, writtenDocument } from "./policyDocument.ts";

/** A whole attribute and nothing else: `${module.a.data.aws_iam_policy_document.x["b"].json}` */
const REFERENCE = new RegExp(String.raw`^\$\{(${MODULES}(?:data\.)?[a-z]\w*\.${INSTANCE})(?:\.(\w+))?\}$`);
const INDEX = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/;

/** Resources may hand a text through many hands; a cycle ends here. */
const MAX_HOPS = 8;

type ByAddress = ReadonlyMap<string, Attributes>;

const keyOf = (stack: string, address: string): string => `${stack}\n${address}`;

/** What each address has after the apply; of data sources, what was read before it. */
function attributesIn({ plans }: Reviewed): ByAddress {
  const all = new Map<string, Attributes>();
  for (const { stack, before, after, changes } of plans) {
    for (const { address, mode, values } of [...before.filter((one) => one.mode === "data"), ...after]) {
      if (mode === "data" || !all.has(keyOf(stack, address))) all.set(keyOf(stack, address), values as Attributes);
    }
    for (const { address, after: values, deposed } of changes) {
      if (values && deposed === undefined) all.set(keyOf(stack, address), values);
    }
  }
  return all;
}

/** The same member of `for_each` or `count` where a reference leaves the key to its resource. */
function addressesOf(address: string, from: string): readonly string[] {
  const [index] = INDEX.exec(from) ?? [];
  return INDEX.test(address) || index === undefined ? [address] : [address, `${address}${index}`];
}

function textOf(
  reviewed: Reviewed,
  { stack, address }: Pick<Change, "stack" | "address">,
  attribute: string,
  hops: number,
): string | undefined {
  const given = reviewed.worlds.after.same({ stack, address })?.values[attribute];
  const [, referred, name = "json"] = REFERENCE.exec(typeof given === "string" ? given : "") ?? [];
  if (referred === undefined || hops === 0) return undefined;
  const all = reviewed.once(attributesIn);
  for (const other of addressesOf(referred, address)) {
    const attributes = all.get(keyOf(stack, other));
    if (attributes === undefined) continue;
    const known = at(attributes, name);
    if (typeof known === "string") return known;
    if (other.includes(`data.${DOCUMENT_TYPE}.`)) return name === "json" ? writtenDocument(attributes) : undefined;
    return textOf(reviewed, { stack, address: other }, name, hops - 1);
  }
  return undefined;
}

/** Undefined where the plans do not have it, or where the attribute is made of more than one thing. */
export const plannedText = (reviewed: Reviewed, change: Change, attribute: string): string | undefined =>
  textOf(reviewed, change, attribute, MAX_HOPS);
