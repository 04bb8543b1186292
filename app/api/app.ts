// The HTTP API as one Hono app.
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import openapi from "./openapi.json" with { type: "json" };
import { onError, onNotFound, ProblemError } from "./problem.ts";
import { requestLog } from "./requestLog.ts";
import { type VideoRoutesOptions, videoRoutes } from "./videoRoutes.ts";

const MAX_BODY_BYTES = 64 * 1024;

const DESCRIPTION = JSON.stringify(openapi);

export function createApp(options: VideoRoutesOptions): Hono {
  const app = new Hono();
  app.use(requestLog(options.log));
  app.use(secureHeaders());
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new ProblemError(413, `The request body must not be larger than ${MAX_BODY_BYTES} bytes.`);
      },
    }),
  );
  app.get("/health", (c) => c.json({ status: "ok" }));
  app.get("/openapi.json", (c) => c.body(DESCRIPTION, 200, { "content-type": "application/json" }));
  app.route("/videos", videoRoutes(options));
  app.notFound(onNotFound(app));
  app.onError(onError(options.log));
  return app;
}
