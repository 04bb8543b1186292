// The HTTP API as one Hono app. Each path has one handler and no middleware, which Hono calls without composing anything.
import { Hono } from "hono";
import { json } from "./answer.ts";
import openapi from "./openapi.json" with { type: "json" };
import { onError, onNotFound } from "./problem.ts";
import { logged } from "./requestLog.ts";
import { type VideoRoutesOptions, videoRoutes } from "./videoRoutes.ts";

export function createApp(options: VideoRoutesOptions): Hono {
  const app = new Hono();
  app.get("/health", () => json({ status: "ok" }));
  app.get("/openapi.json", () => json(openapi));
  app.route("/videos", videoRoutes(options));
  app.notFound(onNotFound(app));
  app.onError(onError(options.log));
  app.fetch = logged(options.log, app.fetch);
  return app;
}
