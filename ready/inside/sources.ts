// Rewrites the user's modules as they load, so that the probe can read what JavaScript keeps to itself: top-level bindings,
// private fields, and what functions that ran at init hold for others. Line numbers stay.
import { type Node, type Options, parse } from "acorn";
import { PRIVATE, REGISTRY } from "./names.ts";
import { record } from "./recorder.ts";

/** What is longer is left as it is: parsing takes about a second for each 10 MB. */
const LONGEST = 16 * 1024 * 1024;

type AnyNode = Node & Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is AnyNode =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";

/** The names that a pattern binds. */
function bound(pattern: unknown): string[] {
  if (!isNode(pattern)) return [];
  switch (pattern.type) {
    case "Identifier":
      return [String(pattern.name)];
    case "ObjectPattern":
      return (pattern.properties as AnyNode[]).flatMap((one) => bound(one.type === "Property" ? one.value : one));
    case "ArrayPattern":
      return (pattern.elements as unknown[]).flatMap(bound);
    case "AssignmentPattern":
      return bound(pattern.left);
    case "RestElement":
      return bound(pattern.argument);
    default:
      return [];
  }
}

/** Names that statements declare, with where that is. */
function declared(statements: readonly AnyNode[]): [name: string, at: number][] {
  return statements.flatMap((statement): [string, number][] => {
    const inner = isNode(statement.declaration) ? statement.declaration : statement;
    if (inner.type === "VariableDeclaration")
      return (inner.declarations as AnyNode[]).flatMap((one) =>
        bound(one.id).map((name): [string, number] => [name, one.start]),
      );
    if (!/^(?:Class|Function)Declaration$/.test(inner.type)) return [];
    return bound(inner.id).map((name): [string, number] => [name, inner.start]);
  });
}

/** Behind the directives, which must stay first. */
function bodyStart(statements: readonly AnyNode[], fallback: number): number {
  const directives = statements.filter((one) => typeof one.directive === "string");
  return directives.at(-1)?.end ?? fallback;
}

/** The name that an assignment may make a global: `name = …` or `globalThis.name = …`. */
function globalName(left: AnyNode): string | undefined {
  if (left.type === "Identifier") return String(left.name);
  const { object, property, computed } = left as { object?: AnyNode; property?: AnyNode; computed?: boolean };
  if (!object || !property || computed || !/^(?:globalThis|global)$/.test(String(object.name))) return undefined;
  return String(property.name);
}

/** A function on the way to a node: what functions inside of it use. */
interface Frame {
  readonly used: Set<string>;
}

/** Goes over a module once, and collects what is to be put into its text. */
class Rewriting {
  readonly edits: { readonly at: number; readonly text: string }[] = [];
  /** Names that are assigned somewhere: one that nothing declares becomes a global. */
  readonly assigned = new Map<string, number>();
  readonly #frames: Frame[] = [];
  readonly #lineStarts: number[] = [0];
  readonly #path: string;

  constructor(source: string, path: string) {
    this.#path = JSON.stringify(path);
    for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
  }

  line(at: number): number {
    let [low, high] = [0, this.#lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] as number) <= at) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  getters(names: readonly (readonly [name: string, at: number])[]): string {
    const one = ([name, at]: readonly [string, number]) => `${JSON.stringify(name)}:[${this.line(at)},()=>${name}]`;
    return `{__proto__:null,${[...new Map(names)].map(one).join(",")}}`;
  }

  program(statements: readonly AnyNode[], at: number): void {
    for (const statement of statements) this.#visit(statement);
    const assigned = Object.fromEntries([...this.assigned].map(([name, where]) => [name, this.line(where)]));
    const given = `${this.getters(declared(statements))},${this.#path},${JSON.stringify(assigned)}`;
    this.edits.push({ at: bodyStart(statements, at), text: `;globalThis.${REGISTRY}?.module(${given});` });
  }

  #visit(node: AnyNode): void {
    switch (node.type) {
      case "Identifier":
        for (const { used } of this.#frames.slice(0, -1)) used.add(String(node.name));
        return;
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        this.#function(node);
        return;
      case "ClassBody":
        this.#privateFields(node);
        break;
      case "AssignmentExpression": {
        const name = globalName(node.left as AnyNode);
        if (name !== undefined && !this.assigned.has(name)) this.assigned.set(name, node.start);
        break;
      }
    }
    this.#children(node);
  }

  #children(node: AnyNode): void {
    for (const key in node) {
      const value = node[key];
      if (Array.isArray(value)) for (const one of value) isNode(one) && this.#visit(one);
      else if (isNode(value)) this.#visit(value);
    }
  }

  /** What functions inside of it use of a function's own: only that outlives its call, and is on the heap anyway. */
  #function(node: AnyNode): void {
    const frame: Frame = { used: new Set() };
    this.#frames.push(frame);
    this.#children(node);
    this.#frames.pop();
    const body = node.body as AnyNode;
    if (body.type !== "BlockStatement" || frame.used.size === 0) return;
    const statements = body.body as AnyNode[];
    const params = (node.params as unknown[]).flatMap(bound).map((name): [string, number] => [name, node.start]);
    const names = [...params, ...declared(statements)].filter(([name]) => frame.used.has(name) && name !== "arguments");
    if (names.length === 0) return;
    const call = `globalThis.${REGISTRY}.scope(${this.getters(names)},${this.#path})`;
    this.edits.push({
      at: bodyStart(statements, body.start + 1),
      text: `;globalThis.${REGISTRY}?.initialising&&${call};`,
    });
  }

  #privateFields(body: AnyNode): void {
    const fields = (body.body as AnyNode[]).filter(
      (member) => member.type === "PropertyDefinition" && (member.key as AnyNode).type === "PrivateIdentifier",
    );
    for (const isStatic of [false, true]) {
      const names = fields.filter((one) => one.static === isStatic).map(({ key }) => `#${(key as AnyNode).name}`);
      if (names.length === 0) continue;
      const values = names.map((name) => `${JSON.stringify(name)}:${name} in this?this.${name}:undefined`);
      const text = `${isStatic ? "static " : ""}[Symbol.for("${PRIVATE}")](){return{__proto__:null,${values.join(",")}}}`;
      this.edits.push({ at: body.start + 1, text });
    }
  }
}

interface Read {
  readonly program: readonly AnyNode[];
  /** Of the first mistake. */
  readonly line?: number;
}

function read(source: string, sourceType: "module" | "script"): Read {
  const options: Options = {
    ...{ ecmaVersion: "latest", sourceType, allowHashBang: true },
    allowReturnOutsideFunction: sourceType === "script",
  };
  try {
    return { program: (parse(source, options) as unknown as { body: AnyNode[] }).body };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { program: [], line: (error as { loc?: { line: number } }).loc?.line ?? 1 };
  }
}

/**
 * A module's source with the probe's getters in it, or as it is when it cannot be read.
 * @param isModule undefined where Node.js will see by the source, as it does for what is required
 */
export function instrument(source: string, isModule: boolean | undefined, path: string): string {
  if (source.length > LONGEST) return source;
  let { program, line } = read(source, isModule ? "module" : "script");
  if (line !== undefined && isModule === undefined) ({ program, line } = read(source, "module"));
  if (line !== undefined) {
    // Node says what is wrong with it, and not where.
    record("syntax", { place: `${path}:${line}` });
    return source;
  }
  const rewriting = new Rewriting(source, path);
  rewriting.program(program, source.startsWith("#!") ? source.indexOf("\n") + 1 : 0);
  const pieces: string[] = [];
  let from = 0;
  for (const { at, text } of rewriting.edits.toSorted((a, b) => a.at - b.at)) {
    pieces.push(source.slice(from, at), text);
    from = at;
  }
  return pieces.join("") + source.slice(from);
}
