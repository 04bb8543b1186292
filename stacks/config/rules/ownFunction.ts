// Rules of a function of a team's own that hold between the fields of its entry.
import { functionNameOf, TAKEN_IDS } from "../../shared/names.ts";
import { policyDocument } from "../../shared/policy.ts";
import { commonVariables } from "../commonVariables.ts";
import type { OwnFunctionConfig } from "../functions.ts";
import { LIMITS } from "../limits.ts";
import type { EnvironmentConfig } from "../schema.ts";
import { queueRules } from "./queue.ts";

/** Endings of names that belong to what comes with a function. */
const TAKEN_ENDINGS = ["-schedule"];

const ID = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){1,19}$/;

/** What the statements that every function has may take of its policy. */
const OWN_POLICY_CHARACTERS = 2_048;

const VARIABLE = /^[a-zA-Z][a-zA-Z0-9_]+$/;

export function* ownFunctionRules(id: string, entry: OwnFunctionConfig, config: EnvironmentConfig): Generator<string> {
  const path = `functions.${id}`;
  if (!ID.test(id)) {
    yield `${path}: must have an id of 2 to 20 lower-case letters, digits and single hyphens, a letter first`;
  }
  const isTaken =
    TAKEN_IDS.includes(id) || TAKEN_ENDINGS.some((ending) => id.endsWith(ending)) || id.startsWith("tick-");
  if (isTaken) yield `${path}: must have another id, because ${id} is the name of something else`;
  yield* codeRules(path, entry);
  yield* rightRules(path, entry, config);
  yield* variableRules(id, entry, config);
  yield* calledRules(path, entry);
  yield* timeoutRules(path, entry);
  yield* queueRules(path, entry);
}

function* codeRules(path: string, { handler, code, entry, runtime }: OwnFunctionConfig): Generator<string> {
  if ((handler === undefined) === (code === undefined)) {
    yield `${path}.handler: must be there, or code instead, and not both, got ${handler === undefined ? "none" : "both"}`;
    return;
  }
  if (code !== undefined && entry === undefined)
    yield `${path}.entry: must be there with code, such as index.handler, got nothing`;
  if (handler === undefined) return;
  if (entry !== undefined) yield `${path}.entry: only with code, because a handler file exports handler, got ${entry}`;
  if (runtime !== undefined && !runtime.startsWith("nodejs")) {
    yield `${path}.runtime: must be Node.js for a handler file, got ${runtime}`;
  }
}

function* rightRules(
  path: string,
  { rights, queue, schedule }: OwnFunctionConfig,
  { tracing, encryption }: EnvironmentConfig,
): Generator<string> {
  const own = [
    "OwnLogs",
    ...(tracing ? ["Traces"] : []),
    ...(encryption ? ["CustomerKey"] : []),
    ...(queue ? ["Queue"] : []),
    ...(schedule ? ["FailedEvents"] : []),
  ];
  const sids = [...own, ...rights.flatMap(({ sid }) => sid ?? [])];
  const twice = sids.find((sid, index) => sids.indexOf(sid) < index);
  if (twice !== undefined)
    yield `${path}.rights: must not use a sid twice (${own.join(" and ")} ${own.length > 1 ? "are" : "is"} taken), got ${twice}`;
  const room = LIMITS.maxInlinePolicyCharacters.value - OWN_POLICY_CHARACTERS;
  const characters = policyDocument(rights).replaceAll(/\s/g, "").length - policyDocument([]).length;
  if (characters > room)
    yield `${path}.rights: must fit into ${room} characters of a policy beside what every function may do, got ${characters}`;
}

function* variableRules(
  id: string,
  { variables, runtime, revision }: OwnFunctionConfig,
  config: EnvironmentConfig,
): Generator<string> {
  const { value: reserved } = LIMITS.reservedVariables;
  for (const name of Object.keys(variables)) {
    const at = `functions.${id}.variables.${name}`;
    if ([...reserved, "REVISION"].includes(name)) yield `${at}: must have another name, because this one is reserved`;
    else if (!VARIABLE.test(name)) yield `${at}: must be named with two or more letters, digits and _, a letter first`;
  }
  const bytes = (all: object) => Buffer.byteLength(JSON.stringify(all));
  const common = commonVariables(config, functionNameOf(config, id), runtime ?? config.runtime.name);
  const ofRevision = revision === undefined ? {} : { REVISION: `${revision}` };
  const room = LIMITS.maxVariablesBytes.value - bytes({ ...common, ...ofRevision });
  if (bytes(variables) > room)
    yield `functions.${id}.variables: must fit into ${room} bytes beside those that every function has, got ${bytes(variables)}`;
}

/** Neither a call nor a message wakes a deactivated function. */
function* calledRules(path: string, { schedule, queue, scaling }: OwnFunctionConfig): Generator<string> {
  const isEverThere =
    scaling.owner === "terraform" ? scaling.max > 0 : scaling.baseline.max > 0 || scaling.windows.length > 0;
  if (isEverThere) return;
  const must = "must have a scaling config of at least 1/1 or windows, because";
  if (schedule) yield `${path}.schedule: ${must} a call does not wake a deactivated function, got 0/0`;
  if (queue) yield `${path}.queue: ${must} messages do not wake a deactivated function, got 0/0`;
}

/** A queue and a schedule call it without waiting for its answer; what else calls it may wait. */
function* timeoutRules(path: string, { timeoutSeconds, queue, schedule }: OwnFunctionConfig): Generator<string> {
  const { value: most } = LIMITS.maxSyncTimeoutSeconds;
  if (timeoutSeconds <= most || queue !== undefined || schedule !== undefined) return;
  yield `${path}.timeoutSeconds: must be at most ${most}, the most for a synchronous call, without a queue or a schedule, got ${timeoutSeconds}`;
}
