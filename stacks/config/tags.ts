// What may be a tag on every resource at once: the rules of the services that are tagged, taken together.
import { z } from "zod";
import { LIMITS } from "./limits.ts";

const { maxTags, maxTagKeyLength, maxTagValueLength } = LIMITS;

/** IAM's pattern, the only one that is written down: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html */
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Set on resources of the network as well, `Egress` on the flow log of NAT gateways: they count there. */
const OWN_KEYS = ["Name", "Egress"];

const isReserved = (text: string) => /^aws:/i.test(text);

function* brokenKey(key: string): Generator<string> {
  if (key.length < 1 || key.length > maxTagKeyLength.value) {
    yield `the key must have 1 to ${maxTagKeyLength.value} characters, got ${key.length}`;
  }
  if (isReserved(key)) yield "the key must not begin with aws:";
  if (!CHARACTERS.test(key)) yield "the key must be of letters, digits, spaces and _ . : / = + - @";
}

function* brokenValue(value: string): Generator<string> {
  if (value.length > maxTagValueLength.value) {
    yield `must have at most ${maxTagValueLength.value} characters, got ${value.length}`;
  }
  if (isReserved(value)) yield "must not begin with aws:";
  if (!CHARACTERS.test(value)) yield "must be of letters, digits, spaces and _ . : / = + - @";
}

/** Tags of every resource of an environment. */
export const tagsSchema = z.record(z.string(), z.string()).superRefine((tags, context) => {
  const refuse = (message: string, path: string[] = []) => context.addIssue({ code: "custom", message, path });
  const keys = Object.keys(tags);
  const own = OWN_KEYS.filter((key) => !keys.includes(key));
  const most = maxTags.value - own.length;
  const because = own.length > 0 ? `, because of our own ${own.join(" and ")}` : "";
  if (keys.length > most) refuse(`must be at most ${most}${because}, got ${keys.length}`);
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
  const seen = new Map<string, string>();
  for (const [key, value] of Object.entries(tags)) {
    for (const message of [...brokenKey(key), ...brokenValue(value)]) refuse(message, [key]);
    const alike = seen.get(key.toLowerCase());
    if (alike !== undefined) refuse(`differs from ${alike} by case only, which IAM roles cannot have`, [key]);
    seen.set(key.toLowerCase(), key);
  }
});
