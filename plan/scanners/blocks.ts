// Which resource stands at a line of a file: of a configuration in Terraform's language or as JSON, or of a plan.
import { isResource } from "./address.ts";

/** A resource between two lines, both of them its own. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly address: string;
}

export interface Blocks {
  /** The stack that the file says it is of. */
  readonly stack: string | undefined;
  readonly isPlan: boolean;
  /** The innermost resource there; several where the file has them on one line. */
  at(line: number): readonly string[];
}

/** Parts of a plan in which every resource names its address. */
const OF_PLAN = new Set(["planned_values", "prior_state", "resource_changes", "resource_drift"]);

const STACK = /^[\w.-]{1,100}$/;

interface Frame {
  /** The key that it stands under; an item of a list has none. */
  readonly name: string | undefined;
  readonly from: number;
  key: string | undefined;
  address: string | undefined;
}

/** The end of a string that begins at a place, which is its closing quote. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === "\\") escapes++;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}

const isKey = (text: string, end: number): boolean => /[^\s]/.exec(text.slice(end + 1, end + 80))?.[0] === ":";

interface Read {
  readonly blocks: readonly Block[];
  readonly stack?: string | undefined;
  readonly isPlan?: boolean;
}

/** JSON.parse has no lines. What is no JSON has no resources, or wrong ones, of which none is in the plans. */
function inJson(text: string): Read {
  const blocks: Block[] = [];
  const frames: Frame[] = [];
  let [line, stack, isPlan]: [number, string | undefined, boolean] = [1, undefined, false];
  const path = () => frames.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const close = () => {
    const [part = "", type = "", name = "", ...deeper] = path();
    const frame = frames.pop();
    if (frame === undefined) return;
    const isBlock = (part === "resource" || part === "data") && name !== "" && deeper.length === 0;
    const written = isBlock ? `${part === "data" ? "data." : ""}${type}.${name}` : undefined;
    const address = written ?? (OF_PLAN.has(part) ? frame.address : undefined);
    if (address !== undefined && isResource(address)) blocks.push({ from: frame.from, to: line, address });
  };
  for (let at = 0; at < text.length; at++) {
    const frame = frames.at(-1);
    switch (text[at]) {
      case "\n":
        line++;
        break;
      case "{":
      case "[":
        frames.push({ name: frame?.key, from: line, key: undefined, address: undefined });
        if (frames.length === 2 && OF_PLAN.has(frame?.key ?? "")) isPlan = true;
        break;
      case "}":
      case "]":
        close();
        break;
      case '"': {
        const end = endOfString(text, at);
        const value = text.slice(at + 1, end);
        at = end;
        if (frame === undefined) break;
        if (isKey(text, end)) frame.key = value;
        else if (frame.key === "address") frame.address = value.replaceAll('\\"', '"');
        else if (frame.key === "stackName" && path().join(" ") === "// metadata" && STACK.test(value)) stack = value;
      }
    }
  }
  return { blocks, stack, isPlan };
}

const HEADER = /^\s*(resource|data)\s+"([\w-]+)"\s+"([\w-]+)"\s*\{/;

/** As `terraform fmt` writes it: a block begins and ends at the start of a line. */
function inHcl(text: string): Read {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const [index, content] of text.split("\n").entries()) {
    const [, kind, type, name] = HEADER.exec(content) ?? [];
    if (type !== undefined) {
      open = { from: index + 1, to: index + 1, address: `${kind === "data" ? "data." : ""}${type}.${name}` };
    }
    if (open !== undefined && (/^\}/.test(content) || (type !== undefined && /\}\s*$/.test(content)))) {
      blocks.push({ ...open, to: index + 1 });
      open = undefined;
    }
  }
  return { blocks };
}

/** @param file its name, which tells the language */
export function blocksOf(file: string, text: string): Blocks {
  const { blocks, stack, isPlan = false } = file.endsWith(".json") ? inJson(text) : inHcl(text);
  const known = new Map<number, readonly string[]>();
  const find = (line: number): readonly string[] => {
    const around = blocks.filter(({ from, to }) => from <= line && line <= to);
    const least = Math.min(...around.map(({ from, to }) => to - from));
    return [...new Set(around.filter(({ from, to }) => to - from === least).map(({ address }) => address))];
  };
  return {
    stack,
    isPlan,
    at: (line) => {
      const found = known.get(line) ?? find(line);
      known.set(line, found);
      return found;
    },
  };
}
