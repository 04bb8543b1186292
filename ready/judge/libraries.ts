// Libraries that are known to mix invocations up, or to hang, where many share a worker; each with where that is said.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProbeRecord } from "../evidence.ts";
import type { Finding } from "./finding.ts";

export interface Known {
  readonly name: string;
  /** The first version that is right; undefined while none is: read in the sources of the last that was released. */
  readonly rightFrom?: string;
  /** A variable of the function that makes it right where it is `true`. */
  readonly rightWith?: string;
  readonly what: string;
  readonly source: string;
}

const LAST_INVOKE = "getCurrentInvoke gives the event and context that came last, for all invocations";
const LAST_INVOKE_SOURCE = "https://github.com/CodeGenieApp/serverless-express/issues/674";

/** By name; what is right from its first version on is not in it. */
export const KNOWN: readonly Known[] = [
  {
    name: "aws-xray-sdk-core",
    what: "one segment and one context for the whole process: subsegments attach to another invocation's trace",
    source: "https://github.com/aws/aws-xray-sdk-node/issues/760",
  },
  {
    name: "@aws-lambda-powertools/logger",
    rightFrom: "2.35.0",
    what: "the request id, the buffer and the sampled level are those of the invocation that came last",
    source: "https://github.com/aws-powertools/powertools-lambda-typescript/pull/5543",
  },
  {
    name: "@aws-lambda-powertools/tracer",
    rightFrom: "2.34.0",
    what: "one active segment for all invocations: annotations and errors land on another one's trace",
    source: "https://github.com/aws-powertools/powertools-lambda-typescript/pull/5446",
  },
  {
    name: "pino-lambda",
    what: "withRequest keeps the request's context in a global unless a storage provider of one's own is given",
    source: "https://github.com/FormidableLabs/pino-lambda/blob/master/src/context.ts",
  },
  { name: "@vendia/serverless-express", what: LAST_INVOKE, source: LAST_INVOKE_SOURCE },
  { name: "@codegenie/serverless-express", what: LAST_INVOKE, source: LAST_INVOKE_SOURCE },
  {
    name: "serverless-mysql",
    what: "one connection for all invocations: transactions mix their statements, and end() may close it under another",
    source: "https://github.com/jeremydaly/serverless-mysql/blob/master/index.js",
  },
  {
    name: "newrelic",
    rightWith: "NEW_RELIC_WORKER_THREADS_ENABLED",
    what: "invocations hang until they time out; New Relic's layer sets the variable since August 2026",
    source: "https://github.com/newrelic/newrelic-lambda-layers/pull/540",
  },
];

/** From which version, or how, a library is right. */
export const rightOf = ({ rightFrom, rightWith }: Known): string =>
  rightWith === undefined
    ? rightFrom === undefined
      ? "no release yet"
      : `from ${rightFrom}`
    : `with ${rightWith}=true`;

const below = (version: string, right: string): boolean =>
  version.localeCompare(right, "en", { numeric: true, sensitivity: "base" }) < 0;

export type Installed = Readonly<Record<string, string>>;

/**
 * Versions of those that are installed beside the code, or were loaded from anywhere; what is bundled has no name any more.
 * @param records of the probe
 */
export function installedIn(codeFolder: string, records: readonly ProbeRecord[]): Installed {
  const loaded = records.filter(({ kind }) => kind === "package").map(({ folder }) => String(folder));
  return Object.fromEntries(
    KNOWN.flatMap(({ name }) => {
      const end = join("node_modules", name);
      const folder = [join(codeFolder, end), ...loaded.filter((one) => one.endsWith(`/${end}`))].find((one) =>
        existsSync(join(one, "package.json")),
      );
      if (folder === undefined) return [];
      const { version = "0" } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version?: string };
      return [[name, version]];
    }),
  );
}

/** @param variables of the function: New Relic's layer is not in the code, and has the handler's name in one of them */
export function knownLibraries(installed: Installed, variables: Readonly<Record<string, string>>): Finding[] {
  const layer = variables.NEW_RELIC_LAMBDA_HANDLER === undefined ? {} : { newrelic: "of a layer" };
  return KNOWN.flatMap((known): Finding[] => {
    const { name, rightFrom, rightWith = "", what, source } = known;
    const version = ({ ...layer, ...installed } as Installed)[name];
    if (version === undefined || (rightFrom !== undefined && !below(version, rightFrom))) return [];
    if (variables[rightWith] === "true") return [];
    const text = `${name} ${version}: ${what}; right: ${rightOf(known)}`;
    return [{ level: "warning", code: "known-library", subject: name, what: text, source }];
  });
}
