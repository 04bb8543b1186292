import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { openapi } from "../../../scripts/docs/openapi.ts";
import { testApi } from "../../support/app/api.ts";
import { assertDescribed } from "../../support/app/describedResponses.ts";
import { useDynamo } from "../../support/app/dynamo.ts";

const dynamo = useDynamo();
const FILE = new URL("../../../app/api/openapi.json", import.meta.url);

describe("the API's description", () => {
  it("is what npm run docs writes", () => {
    expect(readFileSync(FILE, "utf8")).toBe(openapi());
  });

  it("is served", async () => {
    const { send } = await testApi(dynamo);

    expect(await (await send("GET", "/openapi.json")).json()).toEqual(JSON.parse(openapi()));
  });

  it("names every route, and no other", async () => {
    const { app } = await testApi(dynamo);
    const { paths } = JSON.parse(openapi()) as { paths: Record<string, object> };

    const served = app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, "{$1}")}`);
    const described = Object.entries(paths).flatMap(([path, of]) =>
      Object.keys(of).map((method) => `${method} ${path}`),
    );

    expect(described.sort()).toEqual([...new Set(served)].sort());
  });

  it("is held against answers: one attribute more, or another status, is found", async () => {
    const more = Response.json({ status: "ok", more: 1 });
    const other = Response.json({}, { status: 418 });

    await expect(assertDescribed("GET", "/health", more)).rejects.toThrow("must NOT have additional properties");
    await expect(assertDescribed("GET", "/health", other)).rejects.toThrow("GET /health: 418 is not described");
  });
});
