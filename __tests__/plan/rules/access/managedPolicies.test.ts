import { describe, expect, it } from "@jest/globals";
import { managedPolicies } from "../../../../plan/rules/access/managedPolicies.ts";
import { permissionsBoundary } from "../../../../plan/rules/access/permissionsBoundary.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import {
  brief,
  create,
  DELETE_FIRST,
  destroy,
  findingsOf,
  type Json,
  keep,
  references,
  update,
} from "../capacity/samples.ts";

const findings = (...changes: ChangeSpec[]) => findingsOf([...managedPolicies, permissionsBoundary], changes);
const found = (...changes: ChangeSpec[]) => brief(findings(...changes));

const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const ROLE = "aws_iam_role.api";
const ATTACHMENT = "aws_iam_role_policy_attachment.api";
const role = (values: Json = {}): Json => ({ name: "api", ...values });
const attachment = (policy_arn: string): Json => ({ role: "api", policy_arn });

describe("a managed policy", () => {
  it.each([
    ["AdministratorAccess", "critical", "critical"],
    ["PowerUserAccess", "high", "high"],
    ["IAMFullAccess", "high", "high"],
    ["AmazonS3FullAccess", "high", "high"],
    ["AmazonDynamoDBFullAccess_v2", "high", "high"],
    ["service-role/AWSLambdaBasicExecutionRole", "low", undefined],
    ["AmazonS3ReadOnlyAccess", "low", undefined],
  ])("%s given to a role that is there is %s, to a new one %s", (name, severity, whenNew) => {
    const attached = create(ATTACHMENT, attachment(aws(name)));
    expect(found(keep(ROLE, role()), attached)).toEqual([`${severity} managed-policy-attached ${ATTACHMENT}`]);
    expect(found(create(ROLE, role()), attached)).toEqual(
      whenNew === undefined ? [] : [`${whenNew} managed-policy-attached ${ATTACHMENT}`],
    );
  });

  it("of one's own is worth a word on a role that is there", () => {
    const own = create(ATTACHMENT, attachment("arn:aws:iam::111122223333:policy/AmazonS3FullAccess"));
    expect(found(keep(ROLE, role()), own)).toEqual([`medium managed-policy-attached ${ATTACHMENT}`]);
    expect(found(create(ROLE, role()), own)).toEqual([]);
  });

  it("that only the apply knows is told of a role that is made anew, when the configuration gives it one", () => {
    const replaced = update(ROLE, role({ managed_policy_arns: [] }), role({ name: "exec" }), {
      actions: DELETE_FIRST,
      afterUnknown: { managed_policy_arns: true },
    });
    const configured = references({ [ROLE]: { managed_policy_arns: { references: ["local.policies"] } } });

    expect(found(replaced)).toEqual([]);
    expect(brief(findingsOf(managedPolicies, { changes: [replaced], configuration: configured }))).toEqual([
      `medium managed-policy-unknown ${ROLE}`,
    ]);
  });

  it("that the role had already is nothing new", () => {
    const had = { managed_policy_arns: [aws("AdministratorAccess")] };
    const attached = create(ATTACHMENT, attachment(aws("AdministratorAccess")));
    expect(found(keep(ROLE, role(had)), attached)).toEqual([]);
    const replaced = update(
      ATTACHMENT,
      attachment(aws("AdministratorAccess")),
      attachment(aws("AdministratorAccess")),
      {
        actions: DELETE_FIRST,
      },
    );
    expect(found(keep(ROLE, role()), replaced)).toEqual([]);
  });

  it("stands in a role's own list too", () => {
    const listing = (...names: string[]) => role({ managed_policy_arns: names.map(aws) });
    expect(findings(update(ROLE, listing("A"), listing("A", "AdministratorAccess")))).toMatchObject([
      { severity: "critical", what: `The identity gets the managed policy ${aws("AdministratorAccess")}.` },
    ]);
    expect(found(update(ROLE, listing("A", "B"), listing("B", "A")))).toEqual([]);
    expect(found(create(ROLE, role(), { afterUnknown: { managed_policy_arns: true } }))).toEqual([]);
  });

  it("is no more than the policy of its own that the role had, with the same text in this plan", () => {
    const text = (Action: string, space = "") =>
      `{"Statement":${space}[{"Effect":"Allow","Action":"${Action}","Resource":"*"}]}`;
    const configuration = references({ [ATTACHMENT]: { policy_arn: { references: ["aws_iam_policy.api.arn"] } } });
    const moved = (before: string, after: string) => {
      const changes = [
        keep(ROLE, role()),
        destroy("aws_iam_role_policy.api", { role: "api", name: "p", policy: before }),
        create("aws_iam_policy.api", { name: "p", policy: after }, { afterUnknown: { arn: true } }),
        create(ATTACHMENT, { role: "api" }, { afterUnknown: { policy_arn: true } }),
      ];
      return brief(findingsOf(managedPolicies, { changes, configuration }));
    };

    expect(moved(text("s3:GetObject"), text("s3:GetObject", " "))).toEqual([]);
    expect(moved(text("s3:GetObject"), text("s3:*"))).toEqual([`medium managed-policy-unknown ${ATTACHMENT}`]);
  });

  it.each<[string, string, Json]>([
    ["a role's own list", ROLE, { name: "api", managed_policy_arns: [aws("AdministratorAccess"), null] }],
    [
      "an exclusive list",
      "aws_iam_role_policy_attachments_exclusive.api",
      { role_name: "api", policy_arns: [aws("AdministratorAccess"), null] },
    ],
  ])("is found beside one with the text of the role's own policy: %s", (_, address, values) => {
    const attribute = address === ROLE ? "managed_policy_arns" : "policy_arns";
    const configuration = references({ [address]: { [attribute]: { references: ["aws_iam_policy.api.arn"] } } });
    const policy = '{"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';
    const changes = [
      ...(address === ROLE ? [] : [keep(ROLE, role())]),
      destroy("aws_iam_role_policy.api", { role: "api", name: "p", policy }),
      create("aws_iam_policy.api", { name: "p", policy }, { afterUnknown: { arn: true } }),
      update(address, { ...values, [attribute]: [] }, values, { afterUnknown: { [attribute]: [false, true] } }),
    ];
    expect(brief(findingsOf(managedPolicies, { changes, configuration }))).toContain(
      `critical managed-policy-attached ${address}`,
    );
  });

  it("that is unknown until apply is said to be, on a role that is there", () => {
    const unknown = create(ATTACHMENT, { role: "api" }, { afterUnknown: { policy_arn: true } });
    expect(found(keep(ROLE, role()), unknown)).toEqual([`medium managed-policy-unknown ${ATTACHMENT}`]);
    expect(found(create(ROLE, role()), unknown)).toEqual([]);
  });
});

describe("a permissions boundary", () => {
  const bound = (arn: string | null) => role({ permissions_boundary: arn });

  it("is missed when it goes, and looked at when it changes", () => {
    expect(found(update(ROLE, bound("arn:a"), bound(null)))).toEqual([`high permissions-boundary-removed ${ROLE}`]);
    expect(found(update(ROLE, bound("arn:a"), bound("arn:b")))).toEqual([
      `medium permissions-boundary-removed ${ROLE}`,
    ]);
    expect(found(update(ROLE, bound("arn:a"), bound("arn:a")))).toEqual([]);
    expect(found(update(ROLE, bound(null), bound("arn:a")))).toEqual([]);
  });
});
