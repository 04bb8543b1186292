import { describe, expect, it } from "@jest/globals";
import { GUARDS } from "../../../../plan/rules/protection/guards.ts";
import { guardsRemoved } from "../../../../plan/rules/protection/guardsRemoved.ts";
import type { ChangeSpec } from "../../../support/planJson.ts";
import { brief, create, DELETE_FIRST, destroy, findingsOf, keep, update } from "../capacity/samples.ts";

const found = (...changes: ChangeSpec[]) => brief(findingsOf([guardsRemoved], changes));

describe("what guards something else", () => {
  it.each([...GUARDS])("is missed when it goes: %s", (type, { rule, severity, guarded }) => {
    const address = `${type}.guard`;
    const values = guarded ? { [guarded.attribute]: "it" } : { id: "it" };
    const gone = destroy(address, values);
    expect(found(gone)).toEqual([`${severity} ${rule} ${address}`]);
    expect(found(keep(address, values))).toEqual([]);
    if (guarded === undefined) return;
    const what = { id: "it", name: "it" };
    expect(found(gone, keep(`${guarded.type}.it`, what))).toHaveLength(1);
    expect(found(gone, destroy(`${guarded.type}.it`, what))).toEqual([]);
  });

  const block = { bucket: "media", block_public_acls: true };
  const BLOCK = "aws_s3_bucket_public_access_block.media";

  it("may go when another takes over, for the same and not for something else", () => {
    const other = "aws_s3_bucket_public_access_block.other";
    expect(found(destroy(BLOCK, block), create(other, block))).toEqual([]);
    expect(found(destroy(BLOCK, block), create(other, { ...block, bucket: "logs" }))).toHaveLength(1);
  });

  it("stays in a replacement, and in the account when Terraform forgets it", () => {
    expect(found(update(BLOCK, block, block, { actions: DELETE_FIRST }))).toEqual([]);
    expect(found(destroy(BLOCK, block, { actions: ["forget"] }))).toEqual([]);
  });
});
