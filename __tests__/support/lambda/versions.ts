// An AWS endpoint that knows published versions, their capacity providers, and what a capacity table declares.
import type { IncomingMessage, ServerResponse } from "node:http";
import { serve, type TestServer } from "../http/httpServer.ts";

type Configuration = Readonly<Record<string, unknown>>;

export interface Versions extends TestServer {
  /** By function: what GetFunction says of its published version, one answer per call, the last one for ever. */
  readonly functions: Map<string, Configuration[]>;
  /** State by name; a provider that is not here may not be read. */
  readonly providers: Map<string, string>;
  /** Functions that the capacity table declares. */
  readonly declared: string[];
  /** Every call, such as `GetFunction dev-video-api $LATEST.PUBLISHED`. */
  readonly calls: string[];
  /** Calls that this is true of never get an answer. */
  silent(call: string): boolean;
}

const CAPACITY_PROVIDER = "arn:aws:lambda:us-east-1:123456789012:capacity-provider:";

/** A published version on a capacity provider, as GetFunction describes it. */
export const version = (state: string, more: Configuration = {}, provider = "provider-1"): Configuration => ({
  Version: "$LATEST.PUBLISHED",
  State: state,
  LastUpdateStatus: "Successful",
  Environment: { Variables: { SECRET: "hunter2" } },
  CapacityProviderConfig: {
    LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: `${CAPACITY_PROVIDER}${provider}` },
  },
  ...more,
});

function answer(response: ServerResponse, status: number, body: unknown, error?: string): void {
  response.writeHead(status, { "content-type": "application/json", ...(error && { "x-amzn-errortype": error }) });
  response.end(JSON.stringify(body));
}

/** Serves until closed. */
export async function serveVersions(): Promise<Versions> {
  const functions = new Map<string, Configuration[]>();
  const providers = new Map([["provider-1", "Active"]]);
  const declared: string[] = [];
  const calls: string[] = [];
  const server = await serve(async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const [, , collection, name = ""] = url.pathname.split("/").map(decodeURIComponent);
    const target = request.headers["x-amz-target"];
    const call =
      collection === "functions"
        ? `GetFunction ${name} ${url.searchParams.get("Qualifier")}`
        : collection === "capacity-providers"
          ? `GetCapacityProvider ${name}`
          : String(target).split(".").at(-1);
    calls.push(String(call));
    if (versions.silent(String(call))) return;
    if (target) {
      answer(response, 200, { Items: declared.map((sk) => ({ sk: { S: sk } })) });
    } else if (collection === "functions") {
      const [next, ...rest] = functions.get(name) ?? [];
      if (rest.length > 0) functions.set(name, rest);
      if (next)
        answer(response, 200, { Configuration: next, Code: { Location: "https://signed.example/code?secret" } });
      else answer(response, 404, { Message: `Function not found: ${name}` }, "ResourceNotFoundException");
    } else {
      const state = providers.get(name);
      if (state) answer(response, 200, { CapacityProvider: { State: state } });
      else answer(response, 403, { Message: "not allowed" }, "AccessDeniedException");
    }
  });
  const versions: Versions = { ...server, functions, providers, declared, calls, silent: () => false };
  return versions;
}
