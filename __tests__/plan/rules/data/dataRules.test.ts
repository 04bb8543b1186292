import { describe, expect, it } from "@jest/globals";
import { dataRules } from "../../../../plan/rules/data/dataRules.ts";
import { STORES } from "../../../../plan/rules/data/stores.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, CREATE_FIRST, create, DELETE_FIRST, destroy, findingsOf, keep, update } from "../capacity/samples.ts";

const TABLE = "aws_dynamodb_table.videos";
const findings = (...changes: ChangeSpec[]) => findingsOf(dataRules, changes);
const found = (...changes: ChangeSpec[]) => brief(findings(...changes));
const table = (values = {}) => ({ name: "videos", deletion_protection_enabled: false, ...values });

describe("something that holds data", () => {
  it.each(Object.entries(STORES))("is missed when it is destroyed: %s", (type, { severity }) => {
    expect(found(destroy(`${type}.kept`, { tags: null }))).toEqual([`${severity} data-destroyed ${type}.kept`]);
  });

  it("is missed with the plan's reason in words", () => {
    const [finding] = findings(destroy(TABLE, table(), { actionReason: "delete_because_no_resource_config" }));
    expect(finding?.what).toBe("A DynamoDB table is destroyed, because it is no longer in the configuration.");
    expect(finding?.remedy).toContain("moved block");
  });

  it("keeps a reason that this program has never heard of", () => {
    expect(findings(destroy(TABLE, table(), { actionReason: "delete_because_of_rain" }))[0]?.what).toContain(
      "because the plan says delete_because_of_rain",
    );
  });

  it.each([DELETE_FIRST, CREATE_FIRST])("is lost in a replacement too: %s, %s", (...actions) => {
    const change = update(TABLE, table(), table({ hash_key: "id" }), {
      actions,
      replacePaths: [["hash_key"]],
      actionReason: "replace_because_cannot_update",
    });
    expect(findings(change)).toMatchObject([
      {
        rule: "data-replaced",
        severity: "critical",
        attribute: "hash_key",
        what: "A DynamoDB table is replaced by an empty one: hash_key forces it, because it cannot be changed in place.",
      },
    ]);
  });

  it("is no loss when an object of the same bucket is replaced by new content", () => {
    const object = (key: string, rest = {}) => ({ bucket: "artifacts", key, ...rest });
    const by = (after: Record<string, unknown>, afterUnknown = {}, more: Partial<ChangeSpec> = {}) =>
      found(
        update("aws_s3_object.build", object("a.zip"), after, {
          actions: CREATE_FIRST,
          replacePaths: [["key"]],
          afterUnknown,
          ...more,
        }),
      );

    expect(by(object("b.zip", { source_hash: "b" }))).toEqual([]);
    expect(by(object("b.zip", { content: "b" }))).toEqual([]);
    for (const attribute of ["source", "source_hash", "content", "content_base64"]) {
      expect(by({ bucket: "artifacts" }, { key: true, [attribute]: true, etag: true })).toEqual([]);
    }
    expect(by(object("b.zip", { content: "b" }), {}, { afterSensitive: { content: true } })).toEqual([]);
    expect(by(object("b.zip"), { etag: true, version_id: true })).toEqual(["high data-replaced aws_s3_object.build"]);
    expect(by(object("b.zip"))).toEqual(["high data-replaced aws_s3_object.build"]);
    expect(by({ ...object("a.zip", { content: "b" }), bucket: "other" })).toEqual([
      "high data-replaced aws_s3_object.build",
    ]);
  });

  it("says when AWS refuses the delete, or what is lost with it", () => {
    const why = (address: string, before: Record<string, unknown>) => findings(destroy(address, before))[0]?.why;
    expect(why(TABLE, table({ deletion_protection_enabled: true }))).toContain("this apply will fail");
    expect(why(TABLE, table())).not.toContain("will fail");
    expect(why("aws_s3_bucket.media", { bucket: "media", force_destroy: true })).toContain("force_destroy is true");
    expect(why("aws_s3_bucket.media", { bucket: "media", force_destroy: false })).toContain("unless it is empty");
    expect(why("aws_kms_key.media", { deletion_window_in_days: 7 })).toContain("7 days later");
    expect(why("aws_db_instance.db", { skip_final_snapshot: true })).toContain("No final snapshot");
    expect(why("aws_secretsmanager_secret.key", { recovery_window_in_days: 0 })).toContain("without recovery");
  });

  it("may change in place, be created, be read, or belong to something else", () => {
    expect(found(update(TABLE, table(), table({ tags: { team: "video" } })), create("aws_sqs_queue.new", {}))).toEqual(
      [],
    );
    expect(found(destroy("aws_iam_role.video", { name: "video" }))).toEqual([]);
    expect(found(destroy(`data.${TABLE}`, table()))).toEqual([]);
  });

  it("does not depend on values that cannot be seen", () => {
    const change = destroy(TABLE, table({ deletion_protection_enabled: true }), { beforeSensitive: true });
    expect(found(change)).toEqual([`critical data-destroyed ${TABLE}`]);
  });
});

describe("what Terraform lets go of", () => {
  const letGo = (address: string) => destroy(address, { name: "videos" }, { actions: ["forget"] });

  it("stays in the account without it", () => {
    expect(found(letGo(TABLE), letGo("aws_iam_role.video"))).toEqual([
      `low forgotten aws_iam_role.video`,
      `medium data-forgotten ${TABLE}`,
    ]);
  });

  it("is a log group that skips its destroy", () => {
    const logs = (skip: boolean) => destroy("aws_cloudwatch_log_group.video", { name: "/video", skip_destroy: skip });
    expect(found(logs(true))).toEqual(["low data-forgotten aws_cloudwatch_log_group.video"]);
    expect(found(logs(false))).toEqual(["high data-destroyed aws_cloudwatch_log_group.video"]);
  });

  it("is the old one of a replacement that leaves it", () => {
    const change = update(TABLE, table(), table(), { actions: ["create", "forget"] });
    expect(found(change)).toEqual([`medium data-replaced ${TABLE}`]);
  });
});

describe("what is left of an earlier replacement", () => {
  it("may hold the data", () => {
    const deposed = { deposed: "b2a1c3d4" };
    expect(found(destroy(TABLE, table(), deposed), destroy("aws_iam_role.video", {}, deposed))).toEqual([
      `high data-deposed-destroyed ${TABLE}`,
      "low deposed-destroyed aws_iam_role.video",
    ]);
  });
});

describe("the same store at another address", () => {
  const NEW = "aws_dynamodb_table.films";

  it("is a moved block that is missing", () => {
    const [finding, ...others] = findings(destroy(TABLE, table()), create(NEW, table()));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: "data-renamed", severity: "critical", address: TABLE });
    expect(finding?.remedy).toBe(`Add a moved block: moved { from = ${TABLE}, to = ${NEW} }.`);
  });

  it("is let go of and imported when it moves to another stack", () => {
    const [finding] = findingsOf(dataRules, {
      data: { changes: [destroy(TABLE, table())] },
      video: { changes: [create(NEW, table())] },
    });
    expect(finding?.remedy).toContain("into video with an import block");
  });

  it("is another one under another name", () => {
    expect(found(destroy(TABLE, table()), create(NEW, table({ name: "films" })))).toEqual([
      `critical data-destroyed ${TABLE}`,
    ]);
  });

  it("is fine with a moved block", () => {
    expect(found({ ...keep(NEW, table()), previousAddress: TABLE })).toEqual([]);
  });
});

describe("the log group of a capacity provider's instances", () => {
  const PROVIDER = "aws_lambda_capacity_provider.video";
  const logs = (key: string, name: string) =>
    destroy(`aws_cloudwatch_log_group.${key}`, { name: `/aws/lambda/capacity-provider/${name}` });
  const replaced = (key: string, name: string) =>
    update(`${PROVIDER}${key}`, { name }, { name: `${name}-new` }, { actions: ["create", "delete"] });

  it("goes with its provider's replacement, which is said once and low", () => {
    const changes = [
      replaced("a", "api-1"),
      replaced("b", "processor-1"),
      logs("a", "api-1"),
      logs("b", "processor-1"),
    ];
    expect(found(...changes)).toEqual(["low instance-logs-replaced aws_cloudwatch_log_group.a"]);
  });

  it("is data when its provider stays, is another one, or is no more", () => {
    const lost = ["high data-destroyed aws_cloudwatch_log_group.a"];
    expect(found(keep(PROVIDER, { name: "api-1" }), logs("a", "api-1"))).toEqual(lost);
    expect(found(replaced("a", "api-2"), logs("a", "api-1"))).toEqual(lost);
    expect(found(destroy(PROVIDER, { name: "api-1" }), logs("a", "api-1"))).toEqual(lost);
  });
});
