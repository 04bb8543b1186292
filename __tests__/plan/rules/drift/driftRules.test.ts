import { describe, expect, it } from "@jest/globals";
import { batchWindows } from "../../../../app/capacity/windowSchema.ts";
import { driftRules } from "../../../../plan/rules/drift/driftRules.ts";
import { type ChangeSpec, planJson, planOf } from "../../../support/plan/json.ts";
import {
  brief,
  type Circumstances,
  create,
  DECLARATION_ADDRESS,
  declaration,
  destroy,
  findingsOf,
  keep,
  NOON,
  SCALING_ADDRESS,
  scaling,
  update,
  window,
} from "../capacity/samples.ts";

const HOUR = 3_600_000;
const findings = (drift: readonly ChangeSpec[], changes: readonly ChangeSpec[], circumstances: Circumstances = {}) =>
  findingsOf(driftRules, { drift, changes }, circumstances);
const found = (...given: Parameters<typeof findings>) => brief(findings(...given));

const scaledUp = update(SCALING_ADDRESS, scaling(3, 10), scaling(8, 20));
const putBack = update(SCALING_ADDRESS, scaling(8, 20), scaling(3, 10));
const windows = new Map([["video", batchWindows.parse([window()])]]);

describe("a scaling config that somebody else has put", () => {
  it("is undone by this apply", () => {
    const [finding, ...others] = findings([scaledUp], [putBack]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: "drift-scaling-undone",
      severity: "medium",
      address: SCALING_ADDRESS,
      what: "The scaling config of video was put from 3/10 to 8/20 outside of Terraform, and this apply puts it to 3/10.",
    });
  });

  it("is taken away in the middle of a window that is given", () => {
    const [finding] = findings([scaledUp], [putBack], { windows });
    expect(finding).toMatchObject({ severity: "high", what: expect.stringContaining("while window midday is open") });
  });

  it("is taken away in the middle of a window that is declared", () => {
    const declared = keep(DECLARATION_ADDRESS, declaration({ windows: [window()] }));
    expect(found([scaledUp], [putBack, declared])).toEqual([`high drift-scaling-undone ${SCALING_ADDRESS}`]);
  });

  it("is not, when the window has closed or belongs to another function", () => {
    const medium = [`medium drift-scaling-undone ${SCALING_ADDRESS}`];
    expect(found([scaledUp], [putBack], { windows, at: NOON + 2 * HOUR })).toEqual(medium);
    expect(found([scaledUp], [putBack], { windows: new Map([["other", windows.get("video") ?? []]]) })).toEqual(medium);
  });

  it("is not taken away in a window when this apply gives more", () => {
    const scaledDown = update(SCALING_ADDRESS, scaling(3, 10), scaling(1, 2));
    const [finding] = findings([scaledDown], [update(SCALING_ADDRESS, scaling(1, 2), scaling(3, 10))], { windows });
    expect(finding).toMatchObject({ severity: "medium", why: expect.stringContaining("starts instances") });
  });

  it("is left where Terraform ignores it", () => {
    expect(found([scaledUp], [keep(SCALING_ADDRESS, scaling(8, 20))])).toEqual([`low drift-left ${SCALING_ADDRESS}`]);
  });
});

describe("other drift", () => {
  const TABLE = "aws_dynamodb_table.videos";
  const applied = { name: "videos", billing_mode: "PAY_PER_REQUEST", deletion_protection_enabled: true };
  const actual = { ...applied, deletion_protection_enabled: false };
  const drift = update(TABLE, applied, actual);

  it("is undone, with its attributes", () => {
    const [finding, ...others] = findings([drift], [update(TABLE, actual, applied)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: "drift-undone",
      severity: "low",
      attribute: "deletion_protection_enabled",
      what: expect.stringContaining("Outside of Terraform deletion_protection_enabled changed"),
    });
  });

  it("is left when this apply changes something else, or nothing", () => {
    const left = [`low drift-left ${TABLE}`];
    expect(found([drift], [update(TABLE, actual, { ...actual, billing_mode: "PROVISIONED" })])).toEqual(left);
    expect(found([drift], [keep(TABLE, actual)])).toEqual(left);
    expect(found([drift], [])).toEqual(left);
  });

  it("is not what changes on its own, was only moved, or is only read", () => {
    const restless = update(TABLE, applied, { ...applied, version: "2", last_modified: "today" });
    const moved = { ...keep(TABLE, applied), previousAddress: "aws_dynamodb_table.old" };
    const data = update(`data.${TABLE}`, applied, actual);
    expect(found([restless, moved, data], [])).toEqual([]);
  });

  it("leaves destroyed and replaced resources to their own findings", () => {
    expect(found([drift], [destroy(TABLE, actual)])).toEqual([]);
  });

  it("of sensitive values is seen, and their values are not", () => {
    const marks = { beforeSensitive: { secret: true }, afterSensitive: { secret: true } };
    const secret = (value: string) => ({ name: "videos", secret: value });
    const findings_ = findings([update(TABLE, secret("hunter22"), secret("hunter33"), marks)], []);
    expect(brief(findings_)).toEqual([`low drift-left ${TABLE}`]);
    expect(JSON.stringify(findings_)).not.toMatch(/hunter/);
  });

  it.each([
    ["medium", TABLE],
    ["medium", "aws_lambda_function.video"],
    ["low", "aws_iam_role.video"],
  ])("that deleted something is %s when the apply creates it again: %s", (severity, address) => {
    const gone = destroy(address, applied);
    expect(found([gone], [create(address, applied)])).toEqual([`${severity} drift-deleted ${address}`]);
    expect(found([gone], [])).toEqual([`low drift-deleted ${address}`]);
  });
});

describe("drift that is only form", () => {
  const queue = (values: Readonly<Record<string, unknown>>) => ({ address: "aws_sqs_queue.q", after: values });
  const drifted = (before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) =>
    found([{ ...queue(after), before }], []);

  it.each([
    ["null", null, {}],
    ["an empty text", "", null],
    ["an empty list", [], null],
    ["the formatting of a JSON text", '{"a":[1]}', '{\n  "a": [ 1 ]\n}'],
  ])("is no finding: %s", (_form, before, after) => {
    expect(drifted({ tags: before }, { tags: after })).toEqual([]);
  });

  const statement = (more: object) => JSON.stringify({ Statement: [{ Effect: "Allow", ...more }] });
  it.each<[string, string, unknown, unknown]>([
    ["one action as a list", "policy", statement({ Action: "a" }), statement({ Action: ["a"] })],
    ["actions in another order", "policy", statement({ Action: ["a", "b"] }), statement({ Action: ["b", "a"] })],
    ["a set in another order", "security_group_ids", ["a", "b"], ["b", "a"]],
    ["what changes on its own", "last_modified", "yesterday", "today"],
  ])("is neither found nor counted: %s", (_form, name, before, after) => {
    const drift = [{ ...queue({ [name]: after }), before: { [name]: before } }];
    expect(found(drift, [])).toEqual([]);
    expect(planOf(planJson({ drift })).drift).toEqual([]);
  });

  it("is not what else has written an object's content", () => {
    const drift = [
      update("aws_s3_object.o", { key: "a", etag: "1", version_id: "1" }, { key: "a", etag: "2", version_id: "2" }),
    ];
    expect(found(drift, [])).toEqual(["low drift-left aws_s3_object.o"]);
    const restless = [update("aws_cloudfront_distribution.o", { etag: "1" }, { etag: "2" })];
    expect(found(restless, [])).toEqual([]);
  });

  it("is a finding where the order of a list counts", () => {
    expect(drifted({ layers: ["a", "b"] }, { layers: ["b", "a"] })).toHaveLength(1);
  });

  it("is a finding where the content of a JSON text differs", () => {
    expect(drifted({ tags: '{"a":[1]}' }, { tags: '{"a":[2]}' })).toHaveLength(1);
  });
});
