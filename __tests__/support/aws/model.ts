// The SDK's own model of a service, as its client ships it, and what in an answer is not as the model says.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Traits = number | Readonly<Record<string, unknown>>;
type Structure = [
  kind: number,
  namespace: string,
  name: string,
  traits: Traits,
  members: string[],
  types: unknown[],
  required?: number,
];
type Operation = [kind: 9, namespace: string, name: string, traits: Traits, input: unknown, output: unknown];

const ERROR = -3;
const LIST = 1;
const MAP = 2;
const STRUCTURE = 3;
const UNION = 4;
const OPERATION = 9;
/** Traits that are bits. */
const PAYLOAD = 16;
const STATUS_CODE = 32;
/** Modifiers of simple types. */
const LIST_OF = 64;
const MAP_OF = 128;

/** Headers of every answer, beside those of the model. */
const COMMON_HEADERS = ["x-amzn-requestid", "x-amz-crc32", "x-amzn-errortype", "x-amzn-query-error"];
const EARLIEST = Date.UTC(2020, 0, 1);

export class SdkModel {
  readonly #schemas: readonly unknown[];

  private constructor(schemas: readonly unknown[]) {
    this.#schemas = schemas;
  }

  /** @param client as in `@aws-sdk/client-NAME` */
  static async of(client: string): Promise<SdkModel> {
    const main = createRequire(import.meta.url).resolve(`@aws-sdk/client-${client}`);
    const schemas = join(dirname(main), "..", "dist-es", "schemas", "schemas_0.js");
    return new SdkModel(Object.values(await import(pathToFileURL(schemas).href)));
  }

  /** Everything in a successful answer that the model does not say. */
  violations(operation: string, answer: RawAnswer): string[] {
    const [, , , traits, , output] = this.#find(OPERATION, operation) as unknown as Operation;
    const http = trait(traits, "http") as [string, string, number] | undefined;
    const structure = resolve(output) as Structure;
    if (!Array.isArray(structure)) return answer.status === 200 ? [] : [`status ${answer.status}`]; // no members
    const takesStatus = structure[5].some((type) => memberOf(type).bits === STATUS_CODE);
    const wrongStatus = !takesStatus && answer.status !== (http?.[2] ?? 200) ? [`status ${answer.status}`] : [];
    return [...wrongStatus, ...checkMessage(structure, answer, operation)];
  }

  /** The same of an error; undefined if the model does not have it. */
  errorViolations(name: string, answer: RawAnswer): string[] | undefined {
    const structure = this.#find(ERROR, name) as Structure | undefined;
    if (!structure) return undefined;
    const { httpError, error } = structure[3] as { httpError?: number; error: string };
    const status = httpError ?? (error === "client" ? 400 : 500);
    const wrongStatus = answer.status === status ? [] : [`status ${answer.status}, the model says ${status}`];
    const { __type: _, ...body } = JSON.parse(answer.body) as Record<string, unknown>;
    return [...wrongStatus, ...checkMessage(structure, { ...answer, body: JSON.stringify(body) }, name)];
  }

  #find(kind: number, name: string): unknown[] | undefined {
    return this.#schemas.find(
      (schema): schema is unknown[] => Array.isArray(schema) && schema[0] === kind && schema[2] === name,
    );
  }
}

/** Headers, and the members of the body. */
function checkMessage(structure: Structure, answer: RawAnswer, path: string): string[] {
  const [kind, namespace, name, traits, members, types, required = 0] = structure;
  const parts = types.map((type) => memberOf(type));
  const headers = parts
    .flatMap(({ traits }) => trait(traits, "httpHeader") ?? [])
    .map((one) => String(one).toLowerCase());
  const unknown = Object.keys(answer.headers).filter(
    (header) => /^x-amzn?-/.test(header) && ![...COMMON_HEADERS, ...headers].includes(header),
  );
  const problems = unknown.map((header) => `${path}: header ${header} is unknown`);
  const payload = parts.find(({ bits }) => bits === PAYLOAD);
  if (payload) return problems; // a blob, which is the function's own
  const inBody = (_: unknown, index: number) =>
    parts[index]?.bits !== STATUS_CODE && trait(parts[index]?.traits ?? 0, "httpHeader") === undefined;
  const body: Structure = [kind, namespace, name, traits, members.filter(inBody), types.filter(inBody), required];
  return [...problems, ...check(body, JSON.parse(answer.body || "{}"), path)];
}

function check(schema: unknown, value: unknown, path: string): string[] {
  const type = resolve(schema);
  if (value === null) return [`${path}: null`];
  if (typeof type === "number") return checkSimple(type, value, path);
  const [kind, , , traits, ...rest] = type as unknown[] as [number, string, string, Traits, ...unknown[]];
  if (kind === 0) return check(rest[0], value, path);
  if (kind === LIST) return checkList(rest[0], value, path);
  if (kind === MAP) return checkMap(rest[1], value, path);
  if (kind === STRUCTURE || kind === UNION || kind === ERROR) return checkStructure(type as Structure, value, path);
  return [`${path}: a schema of kind ${kind} with traits ${JSON.stringify(traits)} is not understood`];
}

function checkStructure([, , , , members, types, required = 0]: Structure, value: unknown, path: string): string[] {
  if (!isObject(value)) return [`${path}: must be an object, got ${JSON.stringify(value)}`];
  const missing = members.slice(0, required).filter((member) => value[member] === undefined);
  return [
    ...missing.map((member) => `${path}.${member}: is missing`),
    ...Object.entries(value).flatMap(([member, content]) => {
      const index = members.indexOf(member);
      if (index < 0) return [`${path}.${member}: is unknown`];
      return [...check(memberOf(types[index]).type, content, `${path}.${member}`), ...checkTime(member, content, path)];
    }),
  ];
}

const checkList = (items: unknown, value: unknown, path: string): string[] =>
  Array.isArray(value)
    ? value.flatMap((item, index) => check(memberOf(items).type, item, `${path}[${index}]`))
    : [`${path}: must be a list, got ${JSON.stringify(value)}`];

const checkMap = (values: unknown, value: unknown, path: string): string[] =>
  isObject(value)
    ? Object.entries(value).flatMap(([key, item]) => check(memberOf(values).type, item, `${path}.${key}`))
    : [`${path}: must be a map, got ${JSON.stringify(value)}`];

/** https://smithy.io/2.0/aws/protocols/index.html: how simple types are in JSON. */
function checkSimple(type: number, value: unknown, path: string): string[] {
  if (type & MAP_OF) return checkMap(type & ~MAP_OF, value, path);
  if (type & LIST_OF) return checkList(type & ~LIST_OF, value, path);
  const is = (expected: string) =>
    typeof value === expected ? [] : [`${path}: must be a ${expected}, got ${JSON.stringify(value)}`];
  if (type === 0 || type === 5 || type === 6 || type === 21 || type === 42) return is("string");
  if (type === 1 || type === 17) return is("number");
  if (type === 2) return is("boolean");
  if (type === 4 || type === 7) return [...is("number"), ...plausible(Number(value) * 1000, path)];
  return type === 15 ? [] : [`${path}: a schema ${type} is not understood`];
}

/** Times that the model has as text or as a number of milliseconds. */
function checkTime(member: string, value: unknown, path: string): string[] {
  if (member === "LastModified") return plausible(Date.parse(String(value).replace("+0000", "Z")), `${path}.${member}`);
  const isMilliseconds = /(Time|Timestamp)$/i.test(member) && typeof value === "number" && value > 1e11;
  return isMilliseconds ? plausible(value, `${path}.${member}`) : [];
}

function plausible(milliseconds: number, path: string): string[] {
  const isPlausible = milliseconds >= EARLIEST && milliseconds <= Date.now() + 1_000;
  return isPlausible ? [] : [`${path}: is not a time between 2020 and now, got ${milliseconds} ms`];
}

/** A member's type, apart from its traits. */
function memberOf(type: unknown): { type: unknown; traits: Traits; bits: number } {
  if (!Array.isArray(type) || type.length !== 2) return { type, traits: 0, bits: 0 };
  const [inner, traits] = type as [unknown, Traits];
  return { type: inner, traits, bits: typeof traits === "number" ? traits : 0 };
}

const resolve = (schema: unknown): unknown => (typeof schema === "function" ? (schema as () => unknown)() : schema);

const trait = (traits: Traits, name: string): unknown => (typeof traits === "number" ? undefined : traits[name]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
