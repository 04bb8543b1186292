import { describe, expect, it } from "@jest/globals";
import { versionsPileUp } from "../../../../plan/rules/capacity/versionsPileUp.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import {
  brief,
  CREATE_FIRST,
  create,
  FUNCTION_ADDRESS,
  findingsOf,
  type Json,
  keep,
  managed,
  PROVIDER_ADDRESS,
  provider,
  update,
} from "./samples.ts";

const found = (...changes: ChangeSpec[]) => brief(findingsOf([versionsPileUp], changes));
const numbered = (values: Json = {}) => managed({ publish_to: null, version: "7", source_code_hash: "a", ...values });
const published = (before: Json, after: Json, more = {}) => update(FUNCTION_ADDRESS, before, after, more);
const LOW = [`low function-versions-pile-up ${FUNCTION_ADDRESS}`];

describe("a function that publishes numbered versions", () => {
  it("publishes another one with new code", () => {
    const [finding] = findingsOf(
      [versionsPileUp],
      [keep(PROVIDER_ADDRESS, provider()), published(numbered(), numbered({ source_code_hash: "b" }))],
    );
    expect(finding).toMatchObject({
      severity: "low",
      what: "The function publishes another numbered version beside the earlier ones: 8 versions of at most 100 on its capacity provider, less those that were deleted.",
      why: expect.stringContaining("A capacity provider holds 100 versions of all its functions"),
    });
  });

  it("publishes another one with new settings, or where only the apply knows which", () => {
    expect(found(published(numbered(), numbered({ memory_size: 8_192 })))).toEqual(LOW);
    expect(
      found(published(numbered(), { ...numbered(), version: undefined }, { afterUnknown: { version: true } })),
    ).toEqual(LOW);
  });

  it("is near the limit with all functions on the provider", () => {
    const other = keep("aws_lambda_function.other", numbered({ function_name: "other", version: "75" }));
    const update = published(numbered(), numbered({ source_code_hash: "b" }));
    const there = keep(PROVIDER_ADDRESS, provider());
    expect(found(there, other, update)).toEqual([`medium function-versions-pile-up ${FUNCTION_ADDRESS}`]);
    expect(found(there, update)).toEqual(LOW);
  });

  it.each<[string, ChangeSpec]>([
    ["nothing but tags changes", published(numbered(), numbered({ tags: { a: "b" }, tags_all: { a: "b" } }))],
    [
      "it publishes to $LATEST.PUBLISHED",
      published(managed({ source_code_hash: "a" }), managed({ source_code_hash: "b" })),
    ],
    [
      "it does so from now on",
      published(numbered(), numbered({ publish_to: "LATEST_PUBLISHED", source_code_hash: "b" })),
    ],
    [
      "it does not publish",
      published(numbered({ publish: false }), numbered({ publish: false, source_code_hash: "b" })),
    ],
    [
      "it is on ordinary Lambda",
      published(
        numbered({ capacity_provider_config: [] }),
        numbered({ capacity_provider_config: [], source_code_hash: "b" }),
      ),
    ],
    ["it is new", create(FUNCTION_ADDRESS, numbered())],
    ["it is replaced", published(numbered(), numbered({ function_name: "other" }), { actions: CREATE_FIRST })],
  ])("is not said when %s", (_, change) => {
    expect(found(change)).toEqual([]);
  });
});
