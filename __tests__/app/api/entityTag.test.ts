import { describe, expect, it } from "@jest/globals";
import { problem, problemOf, testApi } from "../../support/app/api.ts";
import { useDynamo } from "../../support/app/dynamo.ts";

const dynamo = useDynamo();
const json = (tag: string) => ({ "content-type": "application/json", "if-match": tag });

describe("If-Match", () => {
  it("lets one of two win who change what they both saw", async () => {
    const { send, video, clock, app } = await testApi(dynamo);
    await video("v");
    const seen = String((await send("GET", "/videos/v")).headers.get("etag"));
    clock.advance(1);

    const first = await send("PATCH", "/videos/v", { title: "One" }, json(seen));
    const second = await send("PATCH", "/videos/v", { title: "Two" }, json(seen));
    const removed = await app.request("/videos/v", { method: "DELETE", headers: { "if-match": seen } });
    const now = String(first.headers.get("etag"));
    const again = await app.request("/videos/v", { method: "DELETE", headers: { "if-match": `"1", ${now}` } });

    expect([first.status, second.status, removed.status, again.status]).toEqual([200, 412, 412, 204]);
    expect(now).not.toBe(seen);
    expect(await problemOf(second)).toEqual(
      problem(412, "Precondition failed", "video v has changed since; get it again"),
    );
  });

  it.each([
    ["*", 200],
    ['"another"', 412],
    ['"8640000000000001"', 412],
    ["no tag", 400],
  ])("%s is answered with %d", async (tag, status) => {
    const { send, video } = await testApi(dynamo);
    await video("v");

    expect((await send("PATCH", "/videos/v", { title: "One" }, json(tag))).status).toBe(status);
  });

  it("does not make a video of one that is not there", async () => {
    const { send } = await testApi(dynamo);

    expect((await send("PATCH", "/videos/v", { title: "One" }, json('"1"'))).status).toBe(404);
  });

  it("says that a video is processed, to who saw it so", async () => {
    const { app, video, send } = await testApi(dynamo);
    await video("v", "processing");
    const seen = String((await send("GET", "/videos/v")).headers.get("etag"));

    const response = await app.request("/videos/v", { method: "DELETE", headers: { "if-match": seen } });

    expect(response.status).toBe(409);
  });
});
