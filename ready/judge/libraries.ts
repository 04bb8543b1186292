// Libraries that are known to mix invocations up, or to hang, where many share a worker; each with where that is said.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "./finding.ts";

interface Known {
  readonly name: string;
  /** The first version that is right; undefined while none is known. */
  readonly rightFrom?: string;
  readonly what: string;
  readonly source: string;
}

const KNOWN: readonly Known[] = [
  {
    name: "aws-xray-sdk-core",
    what: "one segment and one context for the whole process: subsegments attach to another invocation's trace",
    source: "https://github.com/aws/aws-xray-sdk-node/issues/760",
  },
  {
    name: "pino-lambda",
    what: "withRequest keeps the request's context in a global unless a storage provider of one's own is given",
    source: "https://github.com/FormidableLabs/pino-lambda/issues/32",
  },
  {
    name: "@vendia/serverless-express",
    what: "getCurrentInvoke gives the event and context that came last, for all invocations",
    source: "https://github.com/CodeGenieApp/serverless-express/blob/mainline/src/current-invoke.js",
  },
  {
    name: "@codegenie/serverless-express",
    what: "getCurrentInvoke gives the event and context that came last, for all invocations",
    source: "https://github.com/CodeGenieApp/serverless-express/blob/mainline/src/current-invoke.js",
  },
  {
    name: "serverless-mysql",
    what: "one connection for all invocations: transactions mix their statements, and end() may close it under another",
    source: "https://github.com/jeremydaly/serverless-mysql/blob/master/index.js",
  },
  {
    name: "newrelic",
    what: "without NEW_RELIC_WORKER_THREADS_ENABLED=true invocations hang until they time out; New Relic's layer sets it since August 2026",
    source: "https://github.com/newrelic/newrelic-lambda-layers/pull/540",
  },
];

const below = (version: string, right: string): boolean =>
  version.localeCompare(right, "en", { numeric: true, sensitivity: "base" }) < 0;

export type Installed = Readonly<Record<string, string>>;

/** Versions of those that are installed beside the code; what is bundled has no name any more. */
export function installedIn(codeFolder: string): Installed {
  return Object.fromEntries(
    KNOWN.flatMap(({ name }) => {
      const path = join(codeFolder, "node_modules", name, "package.json");
      if (!existsSync(path)) return [];
      const { version = "0" } = JSON.parse(readFileSync(path, "utf8")) as { version?: string };
      return [[name, version]];
    }),
  );
}

export function knownLibraries(installed: Installed, variables: Readonly<Record<string, string>>): Finding[] {
  return KNOWN.flatMap(({ name, rightFrom, what, source }): Finding[] => {
    const version = installed[name];
    if (version === undefined || (rightFrom !== undefined && !below(version, rightFrom))) return [];
    if (name === "newrelic" && variables.NEW_RELIC_WORKER_THREADS_ENABLED === "true") return [];
    return [{ level: "warning", code: "known-library", subject: name, what: `${name} ${version}: ${what}`, source }];
  });
}
