import { describe, expect, it } from "@jest/globals";
import { z } from "zod";
import { readEnvironment } from "../../../app/shared/environment.ts";

const schema = z.object({ TABLE: z.string().min(1), DAYS: z.coerce.number().int().min(1).optional() });

describe("a function's environment", () => {
  it("is what its schema names, parsed, and nothing else", () => {
    expect(readEnvironment(schema, { TABLE: "videos", DAYS: "7", PATH: "/bin" })).toEqual({ TABLE: "videos", DAYS: 7 });
  });

  it.each([
    [{ DAYS: "7" }, "environment variables: TABLE: must be text"],
    [{ TABLE: "" }, "environment variables: TABLE: must have at least 1 character"],
    [
      { TABLE: "", DAYS: "soon" },
      "environment variables: TABLE: must have at least 1 character; DAYS: must be a number",
    ],
  ])("is refused with the name of each variable that is wrong: %j", (variables, message) => {
    expect(() => readEnvironment(schema, variables)).toThrow(message);
  });
});
