// One line for each request, with the id that API Gateway's access log has: from there to the video, and so to its run and worker.
import type { Context } from "hono";
import { getPath } from "hono/utils/url";
import type { Log } from "../shared/logger.ts";
import { Answer } from "./answer.ts";

/** What the function hands on of its event; tests and other servers hand on nothing. */
export interface Bindings {
  readonly requestContext?: { readonly requestId?: string; readonly authorizer?: Authorizer } | undefined;
  readonly lambdaContext?: { readonly awsRequestId?: string } | undefined;
}

/** Who API Gateway let through, by the kind of its authorizer. */
interface Authorizer {
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
  readonly iam?: { readonly userArn?: string };
}

const MAX_PATH = 200;
const OF_VIDEO = /^\/videos\/([0-9A-Za-z-]{1,64})(?:\/|$)/;

interface Ids {
  readonly requestId?: string;
  readonly invocationId?: string;
}

function idsIn({ requestContext, lambdaContext }: Bindings = {}): Ids {
  return {
    ...(requestContext?.requestId && { requestId: requestContext.requestId }),
    ...(lambdaContext?.awsRequestId && { invocationId: lambdaContext.awsRequestId }),
  };
}

/** API Gateway's id of the request, and Lambda's of the invocation. */
export const idsOf = (c: Context): Ids => idsIn(c.env as Bindings | undefined);

const locationOf = (answer: Response | Answer): string | null | undefined =>
  answer instanceof Answer ? answer.plainHeaders.location : answer.headers.get("location");

type Fetch = (request: Request, bindings?: unknown) => Response | Promise<Response>;

/** Answers `/health` without a line: who asks is a load balancer or a monitor, every few seconds. */
export function logged(log: Log, fetch: Fetch): Fetch {
  async function answered(request: Request, path: string, bindings: Bindings | undefined): Promise<Response> {
    const began = performance.now();
    const answer = await fetch(request, bindings);
    const videoId = OF_VIDEO.exec(locationOf(answer) ?? path)?.[1];
    log.info("request", {
      ...idsIn(bindings),
      method: request.method,
      path: path.slice(0, MAX_PATH),
      status: answer.status,
      milliseconds: Math.round(performance.now() - began),
      ...(videoId && { videoId }),
    });
    return answer;
  }
  return (request, bindings) => {
    const path = getPath(request);
    return path === "/health" ? fetch(request, bindings) : answered(request, path, bindings as Bindings | undefined);
  };
}
