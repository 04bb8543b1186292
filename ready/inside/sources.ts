// Rewrites the user's modules as they load, so that the probe can read what JavaScript keeps to itself: top-level bindings,
// private fields, and what functions that ran at init hold for others. Line numbers stay.
import { type Node, type Options, parse } from "acorn";

/** The name that rewritten code knows the probe's registry by. */
export const REGISTRY = "__lmiReady";
/** The key of the method that gives an object's private fields. */
export const PRIVATE = "lmi.ready.private";

/** What is longer is left as it is: parsing takes about a second for each 10 MB. */
const LONGEST = 16 * 1024 * 1024;

type AnyNode = Node & Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is AnyNode =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";

const childrenOf = (node: AnyNode): AnyNode[] => Object.values(node).flat().filter(isNode);

const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

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

const lineOf = (node: AnyNode): number => (node.loc as { start: { line: number } }).start.line;

/** Names that statements declare, with their lines. */
function declared(statements: readonly AnyNode[]): Map<string, number> {
  const names = new Map<string, number>();
  for (const statement of statements) {
    const inner = isNode(statement.declaration) ? statement.declaration : statement;
    if (inner.type === "VariableDeclaration") {
      for (const one of inner.declarations as AnyNode[]) for (const name of bound(one.id)) names.set(name, lineOf(one));
    } else if (/^(?:Class|Function)Declaration$/.test(inner.type)) {
      for (const name of bound(inner.id)) names.set(name, lineOf(inner));
    }
  }
  return names;
}

/** Behind the directives, which must stay first. */
function bodyStart(statements: readonly AnyNode[], fallback: number): number {
  const directives = statements.filter((one) => typeof one.directive === "string");
  return directives.at(-1)?.end ?? fallback;
}

function gettersOf(names: ReadonlyMap<string, number>): string {
  const one = ([name, line]: [string, number]) => `${JSON.stringify(name)}:[${line},()=>${name}]`;
  return `{__proto__:null,${[...names].map(one).join(",")}}`;
}

/** Identifiers inside the functions and classes below a node, by name. */
function usedInside(node: AnyNode, names: Set<string>, inside = false): Set<string> {
  for (const child of childrenOf(node)) {
    if (inside && child.type === "Identifier") names.add(String(child.name));
    usedInside(child, names, inside || FUNCTIONS.has(child.type) || child.type === "ClassBody");
  }
  return names;
}

/** The name that an assignment may make a global: `name = …` or `globalThis.name = …`. */
function globalName(left: AnyNode): string | undefined {
  if (left.type === "Identifier") return String(left.name);
  const { object, property, computed } = left as { object?: AnyNode; property?: AnyNode; computed?: boolean };
  if (!object || !property || computed || !/^(?:globalThis|global)$/.test(String(object.name))) return undefined;
  return String(property.name);
}

/** Names that are assigned somewhere, with the first line: one that nothing declares becomes a global. */
function assigned(node: AnyNode, names: Map<string, number> = new Map()): Map<string, number> {
  for (const child of childrenOf(node)) {
    const name = child.type === "AssignmentExpression" ? globalName(child.left as AnyNode) : undefined;
    if (name !== undefined && !names.has(name)) names.set(name, lineOf(child));
    assigned(child, names);
  }
  return names;
}

interface Edit {
  readonly at: number;
  readonly text: string;
}

function ofFunction(node: AnyNode): Edit[] {
  const body = node.body as AnyNode;
  if (body.type !== "BlockStatement") return [];
  const statements = body.body as AnyNode[];
  const params = (node.params as unknown[]).flatMap(bound).map((name): [string, number] => [name, lineOf(node)]);
  const names = new Map([...params, ...declared(statements)]);
  if (names.size === 0) return [];
  const captured = usedInside(body, new Set());
  for (const name of names.keys()) if (!captured.has(name) || name === "arguments") names.delete(name);
  if (names.size === 0) return [];
  const text = `;globalThis.${REGISTRY}?.initialising&&globalThis.${REGISTRY}.scope(${gettersOf(names)},import_meta_path);`;
  return [{ at: bodyStart(statements, body.start + 1), text }];
}

function ofClass(body: AnyNode): Edit[] {
  const fields = (body.body as AnyNode[]).filter(
    (member) => member.type === "PropertyDefinition" && (member.key as AnyNode).type === "PrivateIdentifier",
  );
  return [false, true].flatMap((isStatic) => {
    const names = fields.filter((one) => one.static === isStatic).map(({ key }) => `#${(key as AnyNode).name}`);
    if (names.length === 0) return [];
    const values = names.map((name) => `${JSON.stringify(name)}:${name} in this?this.${name}:undefined`);
    const text = `${isStatic ? "static " : ""}[Symbol.for("${PRIVATE}")](){return{__proto__:null,${values.join(",")}}}`;
    return [{ at: body.start + 1, text }];
  });
}

function within(node: AnyNode, edits: Edit[]): void {
  for (const child of childrenOf(node)) {
    if (FUNCTIONS.has(child.type)) edits.push(...ofFunction(child));
    if (child.type === "ClassBody") edits.push(...ofClass(child));
    within(child, edits);
  }
}

/** A module's source with the probe's getters in it, or as it is when it cannot be read. */
export function instrument(source: string, isModule: boolean, path: string): string {
  if (source.length > LONGEST) return source;
  const options: Options = {
    ecmaVersion: "latest",
    sourceType: isModule ? "module" : "script",
    allowHashBang: true,
    allowReturnOutsideFunction: !isModule,
    locations: true,
  };
  let program: AnyNode;
  try {
    program = parse(source, options) as unknown as AnyNode;
  } catch {
    return source; // Node says what is wrong with it
  }
  const statements = program.body as AnyNode[];
  const hashBang = source.startsWith("#!") ? source.indexOf("\n") + 1 : 0;
  const edits: Edit[] = [
    {
      at: bodyStart(statements, hashBang),
      text: `;globalThis.${REGISTRY}?.module(${gettersOf(declared(statements))},import_meta_path,${JSON.stringify(Object.fromEntries(assigned(program)))});`,
    },
  ];
  within(program, edits);
  let rewritten = source;
  for (const { at, text } of edits.toSorted((a, b) => b.at - a.at)) {
    rewritten = rewritten.slice(0, at) + text.replace("import_meta_path", JSON.stringify(path)) + rewritten.slice(at);
  }
  return rewritten;
}
