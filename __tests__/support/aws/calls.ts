// Which actions of AWS the code of a function can ask for: the SDK's commands and paginators that are left in its bundle.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** By package: the prefix of the service's actions. */
const SERVICES: Readonly<Record<string, string>> = {
  "client-dynamodb": "dynamodb",
  "lib-dynamodb": "dynamodb",
  "client-lambda": "lambda",
  "client-sfn": "states",
};

/** Commands whose action has another name. */
const ACTIONS: Readonly<Record<string, string>> = {
  "lib-dynamodb Get": "GetItem",
  "lib-dynamodb Put": "PutItem",
  "lib-dynamodb Update": "UpdateItem",
  "lib-dynamodb Delete": "DeleteItem",
  "lib-dynamodb BatchGet": "BatchGetItem",
  "lib-dynamodb BatchWrite": "BatchWriteItem",
  "client-lambda Invoke": "InvokeFunction",
};

const IMPORT = /import\s*\{([^}]*)\}\s*from\s*"@aws-sdk\/([^"]+)"/g;
/** What sends requests: the rest of what is imported are clients, errors and types. */
const SENDS = /^(?:(\w+)Command|paginate(\w+)|waitUntil\w+)$/;

export interface SdkCalls {
  /** `dynamodb:GetItem`, sorted. */
  readonly actions: readonly string[];
  /** Text of every source of ours that is in the bundle. */
  readonly sources: readonly string[];
}

/** @throws Error for a client whose service is not in the table, or a waiter, whose calls its name does not tell */
export async function sdkCallsOf(entryPoint: string): Promise<SdkCalls> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entryPoint],
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["@aws-sdk/*"],
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const text = outputFiles[0]?.text ?? "";
  const actions = [...text.matchAll(IMPORT)].flatMap(([, names = "", from = ""]) =>
    names.split(",").flatMap((name) => {
      const [, command, paginated] = SENDS.exec(name.split(" as ")[0]?.trim() ?? "") ?? [];
      const operation = command ?? paginated;
      if (operation === undefined) {
        if (name.includes("waitUntil"))
          throw new Error(`${entryPoint}: ${name.trim()} calls what its name does not tell`);
        return [];
      }
      const service = SERVICES[from];
      if (!service) throw new Error(`${entryPoint}: which service is @aws-sdk/${from}?`);
      return [`${service}:${ACTIONS[`${from} ${operation}`] ?? operation}`];
    }),
  );
  // Requests to S3 are signed and sent without its client; each names its action.
  const named = [...text.matchAll(/action: "(s3:\w+)"/g)].map(([, action = ""]) => action);
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const ours = inputs.filter(([path, { bytesInOutput }]) => path.startsWith("app/") && bytesInOutput > 0);
  return {
    actions: [...new Set([...actions, ...named])].sort(),
    sources: ours.map(([path]) => readFileSync(join(ROOT, path), "utf8")),
  };
}
