import { describe, expect, it } from "@jest/globals";
import { corsSchema } from "../../../stacks/config/cors.ts";

const refusals = (cors: object) =>
  (corsSchema.safeParse(cors).error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);

const ORIGIN = "must be an origin such as https://app.example.com, without a path";

describe("CORS", () => {
  it("is remembered for ten minutes unless something else is said", () => {
    expect(corsSchema.parse({ origins: ["https://app.example.com"] }).maxAgeSeconds).toBe(600);
  });

  it.each<[object, ...string[]]>([
    [{ origins: ["https://app.example.com", "http://localhost:5173"], maxAgeSeconds: 86_400 }],
    [{ origins: [] }, "origins: Too small: expected array to have >=1 items"],
    [{ origins: ["*"] }, `origins.0: ${ORIGIN}`],
    [{ origins: ["http://app.example.com"] }, `origins.0: ${ORIGIN}`],
    [{ origins: ["https://app.example.com/"] }, `origins.0: ${ORIGIN}`],
    [{ origins: ["https://a.b"], maxAgeSeconds: 86_401 }, "maxAgeSeconds: Too big: expected number to be <=86400"],
  ])("%j", (cors, ...lines) => {
    expect(refusals(cors)).toEqual(lines);
  });
});
