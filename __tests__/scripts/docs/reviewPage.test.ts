import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { reviewPage } from "../../../scripts/docs/reviewPage.ts";

describe("the page about plan reviews", () => {
  it("shows the review that the command prints; npm run docs writes it", () => {
    expect(readFileSync(new URL("../../../docs/plan-review.md", import.meta.url), "utf8")).toBe(reviewPage());
  });
});
