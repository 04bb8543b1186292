// Text to JSON, and what it is when it is no JSON. JSON.parse quotes the text in its messages, which may hold secrets: they
// go no further than this file.
import { isObject } from "../../terraform/block.ts";
import type { Refuse } from "./notAPlan.ts";

const WRAPPER =
  "which a wrapper around terraform writes: with hashicorp/setup-terraform set terraform_wrapper: false, elsewhere write only stdout to the file";
const STREAM = "the stream of messages of terraform plan -json; write a plan file with -out, and show that";

/** Digits in a row that may be more than a double carries. */
const HAS_LONG_NUMBER = /\d{16}/;

/** A whole number beyond 2^53 as its digits: as a number it would be another one. */
const exactly = (_key: string, value: unknown, { source }: { source?: string } = {}): unknown =>
  typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? "")
    ? source
    : value;

type Parsed = { readonly json: unknown } | { readonly at: number | undefined; readonly ended: boolean };

function parsed(text: string): Parsed {
  try {
    return { json: HAS_LONG_NUMBER.test(text) ? JSON.parse(text, exactly) : JSON.parse(text) };
  } catch (error) {
    const { message } = error as Error;
    const position = /at position (\d+)/.exec(message)?.[1];
    const at = position === undefined ? undefined : Number(position);
    const ended = /^Unexpected end|^Unterminated string/.test(message) || at === text.trimEnd().length;
    return { at, ended };
  }
}

const holdsJson = (text: string): boolean => "json" in parsed(text);

function isMessage(line: string): boolean {
  const result = parsed(line);
  return "json" in result && isObject(result.json) && "@level" in result.json && "@message" in result.json;
}

/** The first line that begins an object, which is where the JSON is when others stand before it. */
const objectAt = (text: string): number => /^[^\S\n]*\{/m.exec(text)?.index ?? text.indexOf("{");

function whyNot(text: string, { at, ended }: { at: number | undefined; ended: boolean }): string {
  const start = objectAt(text);
  const firstLine = text.slice(Math.max(start, 0)).split("\n", 1)[0] ?? "";
  if (isMessage(firstLine)) return STREAM;
  const before = start > 0 && text.slice(0, start).trim() !== "";
  const last = text.lastIndexOf("}");
  const json = start >= 0 && last > start ? text.slice(start, last + 1) : "";
  if (json !== "" && holdsJson(json)) {
    const after = text.slice(last + 1).trim() !== "";
    const where = before && after ? "before and after it" : before ? "before it" : "after it";
    return `JSON with other text ${where}, ${WRAPPER}`;
  }
  if (/^\s*\[command\]|^\s*::\w+/m.test(text) && start >= 0) return `JSON with other text around it, ${WRAPPER}`;
  if (
    /Terraform will perform|Terraform used the selected providers|No changes\. Your infra|OpenTofu will perform/.test(
      text,
    )
  ) {
    return "the plan as people read it; run terraform show with -json";
  }
  if (start < 0 || before) return "text that is not JSON";
  if (ended) return "JSON that ends in the middle; was the disk full, or the command interrupted?";
  const lines = text.slice(0, at).split("\n");
  return at === undefined
    ? "invalid JSON"
    : `invalid JSON at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** @throws NotAPlanError for what is not one JSON document, saying what it seems to be */
export function parse(text: string, refuse: Refuse): unknown {
  const result = parsed(text);
  if ("json" in result) {
    if (isObject(result.json) && "@level" in result.json) throw refuse(STREAM);
    return result.json;
  }
  throw refuse(whyNot(text, result));
}
