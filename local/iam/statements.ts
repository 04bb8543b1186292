// Policy documents, read once into statements that decide. What would not be decided as AWS does is refused when it is read.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
import { SERVICES } from "../aws/services.ts";
import { LocalError } from "../localError.ts";
import { type Condition, type Context, compileCondition } from "./conditions.ts";
import { arnPattern, type Matches, wildcard } from "./patterns.ts";

/** A policy says what is not evaluated here; the message names the policy, the statement and the element. */
export class UnsupportedPolicyError extends LocalError {
  override name = "UnsupportedPolicyError";
}

/** One thing that somebody asks for. */
export interface Request {
  /** `dynamodb:GetItem` */
  readonly action: string;
  /** An ARN, or `*` for a call that knows no resources. */
  readonly resource: string;
  readonly context: Context;
}

export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** By its Sid, or its place in the policy from 0 on. */
  readonly name: string;
  /** Whether the statement speaks of the request; `service` for a policy that names principals. */
  applies(request: Request, service?: string): boolean;
}

type Fields = Readonly<Record<string, unknown>>;
type Refuse = (problem: string) => UnsupportedPolicyError;

const ELEMENTS = "Sid Effect Principal Action NotAction Resource NotResource Condition".split(" ");

/** What may be called here, or is called on behalf of what runs here: statements about anything else are never asked. */
const ASKED: readonly string[] = Object.keys(SERVICES);

/**
 * The statements of a policy's JSON text that can be asked locally.
 * @param policy named in messages
 * @throws UnsupportedPolicyError
 */
export function readStatements(policy: string, text: string): Statement[] {
  let document: Fields;
  try {
    document = JSON.parse(text) as Fields;
  } catch {
    throw new UnsupportedPolicyError(`${policy}: not JSON, got ${text.slice(0, 100)}`);
  }
  return list<Fields>(document.Statement as Fields | Fields[] | undefined).flatMap((statement, index) => {
    const name = typeof statement.Sid === "string" ? statement.Sid : String(index);
    if (!isAsked(statement)) return [];
    const refuse: Refuse = (problem) => new UnsupportedPolicyError(`${policy}, statement ${name}: ${problem}`);
    return [compile(statement, name, refuse)];
  });
}

const list = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : ([value].flat() as T[]);

function isAsked({ Action }: Fields): boolean {
  if (Action === undefined) return true;
  return list(Action as string | string[]).some((action) => {
    const matches = wildcard(String(action).split(":")[0] ?? "", { ignoreCase: true });
    return ASKED.some(matches);
  });
}

function compile(statement: Fields, name: string, refuse: Refuse): Statement {
  const { Effect } = statement;
  if (Effect !== "Allow" && Effect !== "Deny") throw refuse(`Effect must be Allow or Deny, got ${Effect}`);
  const unknown = Object.keys(statement).find((element) => !ELEMENTS.includes(element));
  if (unknown !== undefined) throw refuse(`${unknown} is not evaluated locally; evaluated are ${ELEMENTS.join(", ")}`);

  const action = oneOf(statement, "Action", refuse, (pattern) => wildcard(pattern, { ignoreCase: true }));
  // A trust policy names no resource: it is that of its role.
  const ofItsRole = statement.Principal === undefined ? undefined : () => true;
  const resource = oneOf(statement, "Resource", refuse, arnPattern, ofItsRole);
  const conditions = compileConditions(statement.Condition as Fields | undefined, refuse);
  const services = servicesOf(statement.Principal, refuse);
  return {
    effect: Effect,
    name,
    applies: (request, service) =>
      services(service) &&
      action(request.action) &&
      resource(request.resource) &&
      conditions.every((holds) => holds(request.context)),
  };
}

/** `Action` or `NotAction`, `Resource` or `NotResource`. */
function oneOf(
  statement: Fields,
  element: "Action" | "Resource",
  refuse: Refuse,
  toMatches: (pattern: string) => Matches,
  otherwise?: Matches,
): Matches {
  const matchesOf = (name: string) => strings(statement[name], name, refuse).map(toMatches);
  const wanted = matchesOf(element);
  const excluded = matchesOf(`Not${element}`);
  if (wanted.length > 0 && excluded.length > 0) throw refuse(`has both ${element} and Not${element}`);
  if (wanted.length > 0) return (value) => wanted.some((matches) => matches(value));
  if (excluded.length > 0) return (value) => !excluded.some((matches) => matches(value));
  if (otherwise) return otherwise;
  throw refuse(`has neither ${element} nor Not${element}`);
}

function strings(value: unknown, element: string, refuse: Refuse): string[] {
  return list(value as string | boolean | number).map((item) => {
    const text = String(item);
    if (text.includes("${")) throw refuse(`${element}: policy variables are not evaluated locally, got ${text}`);
    return text;
  });
}

function compileConditions(element: Fields | undefined, refuse: Refuse): Condition[] {
  return Object.entries(element ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys as Fields).map(([key, expected]) => {
      const condition = compileCondition(operator, key, strings(expected, `Condition ${operator} ${key}`, refuse));
      if (typeof condition === "string") throw refuse(condition);
      return condition;
    }),
  );
}

/** Which services a Principal element means. Accounts, roles and users are none; a statement without the element is its role's own. */
function servicesOf(principal: unknown, refuse: Refuse): (service: string | undefined) => boolean {
  if (principal === undefined) return (service) => service === undefined;
  if (principal === "*") return (service) => service !== undefined;
  if (typeof principal !== "object" || principal === null)
    throw refuse(`Principal must be an object or *, got ${principal}`);
  const named = strings((principal as Fields).Service, "Principal Service", refuse);
  return (service) => service !== undefined && named.includes(service);
}
