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

const CHANGES_OF_PLAN = new Set(["resource_changes", "resource_drift"]);
const VALUES_OF_PLAN = new Set(["planned_values", "prior_state"]);

/** Whether an item of the list at a path names its address: a resource's values may have an `address` too. */
const isInPlan = (path: readonly string[]): boolean =>
  CHANGES_OF_PLAN.has(path[0] ?? "")
    ? path.length === 1
    : VALUES_OF_PLAN.has(path[0] ?? "") && path.indexOf("resources") === path.length - 1;

const STACK = /^[\w.-]{1,100}$/;

interface Frame {
  /** The key that it stands under; an item of a list has none. */
  readonly name: string | undefined;
  readonly from: number;
  /** How many blocks there were before it: more at its end are in it. */
  readonly blocks: number;
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
  /** In the order of their lines; none is in another. */
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
    const keys = path();
    const [part = "", type = "", name = "", ...deeper] = keys;
    const frame = frames.pop();
    if (frame === undefined) return;
    const isBlock = (part === "resource" || part === "data") && name !== "" && deeper.length === 0;
    const written = isBlock ? `${part === "data" ? "data." : ""}${type}.${name}` : undefined;
    const address = written ?? (isInPlan(keys) ? frame.address : undefined);
    if (address === undefined || blocks.length > frame.blocks || !isResource(address)) return;
    blocks.push({ from: frame.from, to: line, address });
  };
  for (let at = 0; at < text.length; at++) {
    const frame = frames.at(-1);
    switch (text[at]) {
      case "\n":
        line++;
        break;
      case "{":
      case "[":
        frames.push({ name: frame?.key, from: line, blocks: blocks.length, key: undefined, address: undefined });
        isPlan ||=
          frames.length === 2 && (CHANGES_OF_PLAN.has(frame?.key ?? "") || VALUES_OF_PLAN.has(frame?.key ?? ""));
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
    let [low, high] = [0, blocks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((blocks[middle]?.to ?? 0) < line) low = middle + 1;
      else high = middle;
    }
    const found = new Set<string>();
    for (let block = blocks[low]; block !== undefined && block.from <= line; block = blocks[++low]) {
      found.add(block.address);
    }
    return [...found];
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
