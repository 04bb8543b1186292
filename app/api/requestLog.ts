// One line for each request, with the id that API Gateway's access log has: from there to the video, and so to its run and worker.
import type { Context, MiddlewareHandler } from "hono";
import type { Log } from "../shared/logger.ts";

/** What hono/aws-lambda hands on of the event; tests and other servers hand on nothing. */
interface Bindings {
  readonly requestContext?: { readonly requestId?: string };
  readonly lambdaContext?: { readonly awsRequestId?: string };
}

const MAX_PATH = 200;
const OF_VIDEO = /^\/videos\/([0-9A-Za-z-]{1,64})(?:\/|$)/;

/** API Gateway's id of the request, and Lambda's of the invocation. */
export function idsOf(c: Context): { readonly requestId?: string; readonly invocationId?: string } {
  const { requestContext, lambdaContext } = (c.env ?? {}) as Bindings;
  return {
    ...(requestContext?.requestId && { requestId: requestContext.requestId }),
    ...(lambdaContext?.awsRequestId && { invocationId: lambdaContext.awsRequestId }),
  };
}

/** Answers `/health` without a line: who asks is a load balancer or a monitor, every few seconds. */
export const requestLog =
  (log: Log): MiddlewareHandler =>
  async (c, next) => {
    const began = performance.now();
    await next();
    const { method, path } = c.req;
    if (path === "/health") return;
    const videoId = OF_VIDEO.exec(c.res.headers.get("location") ?? path)?.[1];
    log.info("request", {
      ...idsOf(c),
      method,
      path: path.slice(0, MAX_PATH),
      status: c.res.status,
      milliseconds: Math.round(performance.now() - began),
      ...(videoId && { videoId }),
    });
  };
