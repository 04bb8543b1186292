// The API's description (OpenAPI 3.1), of the schemas that its requests are checked with. It is made here and not in the
// function, which serves the file that npm run docs writes.
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { videoRequests } from "../../app/api/videoRequests.ts";
import { VIDEO_STATUSES } from "../../app/videos/video.ts";

// The sources that are allowed are configuration; the description says what a source looks like.
const requests = videoRequests({ buckets: ["*"], hosts: [] });

const instant = z.string().meta({ format: "date-time" });
const whole = z.number().int().min(0);

const output = z.strictObject({ name: z.string(), contentType: z.string(), bytes: whole, url: z.string().optional() });

const stage = z.strictObject({ stage: z.string(), cpuMilliseconds: z.number().min(0), digest: z.string() });

const video = {
  id: z.string().describe("A ULID: sorts by the time of creation"),
  title: z.string(),
  description: z.string(),
  sourceUrl: z.string().optional().describe("Where its source is, if it is not uploaded"),
  contentType: z.string().optional(),
  bytes: whole.optional(),
  status: z.enum(VIDEO_STATUSES),
  createdAt: instant,
  updatedAt: instant,
  attempt: whole.describe("How often processing was asked for"),
  waitingFor: z
    .strictObject({ what: z.enum(["run", "window", "capacity"]), since: instant, seen: z.string().optional() })
    .optional()
    .describe("What a queued video waits for"),
  ranOn: z.enum(["managed", "overflow"]).optional().describe("Where the latest attempt runs or ran"),
  progress: z.strictObject({ stage: z.string(), percent: z.number().min(0).max(100) }).optional(),
  result: z
    .strictObject({ engine: z.string(), stages: z.array(stage), outputs: z.array(output).optional() })
    .optional(),
  outputs: z.array(output).optional().describe("What the latest attempt made, under URLs that end soon"),
  failure: z.strictObject({ code: z.string(), message: z.string() }).optional(),
};
const Video = z.strictObject(video).meta({ id: "Video" });

const put = { method: z.literal("PUT"), expiresAt: instant };
const part = z.strictObject({ partNumber: z.number().int().min(1), bytes: whole, url: z.string() });
const Upload = z
  .union([
    z.strictObject({ ...put, url: z.string(), headers: z.record(z.string(), z.string()) }),
    z.strictObject({ ...put, parts: z.array(part) }),
  ])
  .meta({ id: "Upload", description: "One PUT with these headers, or one for each part" });
const VideoWithUpload = z
  .strictObject({ ...video, upload: Upload.optional() })
  .meta({ id: "VideoWithUpload", description: "With how to upload its source, if that is awaited" });
const Page = z
  .strictObject({ videos: z.array(Video), cursor: z.string().optional().describe("Of the next page, if there is one") })
  .meta({ id: "Page" });

const Problem = z
  .strictObject({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    invalid: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem", description: "https://www.rfc-editor.org/rfc/rfc9457" });

const WHY = {
  400: "The request is malformed",
  404: "There is no such video",
  409: "The video is not in a state for this",
  412: "The video has changed since it was seen",
  413: "The body is too large",
  415: "The body is not JSON",
  422: "A value is not allowed",
  500: "The request could not be carried out",
  503: "The service is busy; Retry-After says when to try again",
} as const;
type Status = keyof typeof WHY;

const problems = (...statuses: readonly Status[]) =>
  Object.fromEntries(
    [...statuses, 500 as const, 503 as const].map((status) => [
      status,
      { description: WHY[status], content: { "application/problem+json": { schema: Problem } } },
    ]),
  );

const json = <T extends z.ZodType>(schema: T) => ({ content: { "application/json": { schema } } });
const BODY = [400, 413, 415, 422] as const;
const params = z.object({ id: z.string().regex(/^[0-9A-Za-z-]{1,64}$/) });
const headers = z.object({
  "if-match": z.string().optional().describe("ETags; the change is made only if the video still has one of them"),
});
const creation = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional()
    .describe("Unique to this creation: repeated with the same body within 24 hours it makes no other video"),
});
const tagged = { headers: { ETag: { schema: { type: "string" as const } } } };

const ROUTES = [
  createRoute({
    method: "get",
    path: "/health",
    summary: "Whether the API answers",
    responses: {
      200: { description: "It does", ...json(z.strictObject({ status: z.literal("ok") })) },
    },
  }),
  createRoute({
    method: "post",
    path: "/videos",
    summary: "Create a video, to be uploaded or from a source",
    request: { headers: creation, body: { required: true, ...json(requests.create) } },
    responses: {
      201: { description: "It is created", ...tagged, ...json(VideoWithUpload) },
      ...problems(409, ...BODY),
    },
  }),
  createRoute({
    method: "get",
    path: "/videos",
    summary: "List videos, newest first",
    request: { query: requests.list },
    responses: {
      200: { description: "A page of them", ...json(Page) },
      431: { description: "The request is longer than what stands in front of the API takes" },
      ...problems(422),
    },
  }),
  createRoute({
    method: "get",
    path: "/videos/{id}",
    summary: "Get a video",
    request: { params },
    responses: { 200: { description: "The video", ...tagged, ...json(Video) }, ...problems(404) },
  }),
  createRoute({
    method: "patch",
    path: "/videos/{id}",
    summary: "Change title or description",
    request: { params, headers, body: { required: true, ...json(requests.edit) } },
    responses: { 200: { description: "As changed", ...tagged, ...json(Video) }, ...problems(404, 412, ...BODY) },
  }),
  createRoute({
    method: "delete",
    path: "/videos/{id}",
    summary: "Delete a video with its objects",
    request: { params, headers },
    responses: { 204: { description: "It is deleted" }, ...problems(400, 404, 409, 412) },
  }),
  createRoute({
    method: "post",
    path: "/videos/{id}/upload",
    summary: "Get new URLs for an upload",
    request: { params },
    responses: { 200: { description: "The video and its URLs", ...json(VideoWithUpload) }, ...problems(404, 409, 413) },
  }),
  createRoute({
    method: "post",
    path: "/videos/{id}/upload/complete",
    summary: "Complete an upload in parts",
    request: { params, body: { required: true, ...json(requests.complete) } },
    responses: { 202: { description: "The video", ...json(Video) }, ...problems(404, 409, ...BODY) },
  }),
  createRoute({
    method: "post",
    path: "/videos/{id}/process",
    summary: "Process a video, at once or in a batch window",
    request: { params, body: json(requests.process) },
    responses: { 202: { description: "It is queued", ...json(Video) }, ...problems(404, 409, ...BODY) },
  }),
  createRoute({
    method: "post",
    path: "/videos/{id}/cancel",
    summary: "Cancel the processing of a video that waits for it",
    request: { params },
    responses: { 200: { description: "It is cancelled", ...json(Video) }, ...problems(404, 409, 413) },
  }),
  createRoute({
    method: "get",
    path: "/openapi.json",
    summary: "This description",
    responses: { 200: { description: "OpenAPI 3.1", ...json(z.looseObject({ openapi: z.string() })) } },
  }),
];

/** As text, as it is committed. */
export function openapi(): string {
  const app = new OpenAPIHono();
  for (const route of ROUTES) app.openAPIRegistry.registerPath(route);
  const info = { title: "Videos", version: "1.0.0", description: "Upload a video, get it back processed." };
  return `${JSON.stringify(app.getOpenAPI31Document({ openapi: "3.1.0", info }), null, 2)}\n`;
}
