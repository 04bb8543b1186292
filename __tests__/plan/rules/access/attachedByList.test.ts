import { describe, expect, it } from "@jest/globals";
import { groupMembers } from "../../../../plan/rules/access/groupMembers.ts";
import { managedPolicies } from "../../../../plan/rules/access/managedPolicies.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, create, findingsOf, keep, update } from "../capacity/samples.ts";

const findings = (...changes: ChangeSpec[]) => findingsOf([...managedPolicies, groupMembers], changes);
const found = (...changes: ChangeSpec[]) => brief(findings(...changes));

const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const P = "aws_iam_policy_attachment.p";
const list = (roles: string[], users: string[] = [], groups: string[] = []) => ({
  name: "attach",
  roles,
  users,
  groups,
  policy_arn: ADMIN,
});

describe("a policy that is attached by a list", () => {
  it.each([
    ["a role", list(["app", "web"]), "web", "roles"],
    ["a user", list(["app"], ["eve"]), "eve", "users"],
    ["a group", list(["app"], [], ["ops"]), "ops", "groups"],
  ])("names %s that joins it", (_, after, name, attribute) => {
    expect(findings(update(P, list(["app"]), after))).toMatchObject([
      { severity: "critical", attribute, what: `${name} gets the managed policy ${ADMIN}.` },
    ]);
  });

  it("is silent about one that leaves, another order, and one that has it by its own attachment", () => {
    expect(found(update(P, list(["app", "web"]), list(["app"])))).toEqual([]);
    expect(found(update(P, list(["app", "web"]), list(["web", "app"])))).toEqual([]);
    const own = keep("aws_iam_role_policy_attachment.web", { role: "web", policy_arn: ADMIN });
    expect(found(own, update(P, list(["app"]), list(["app", "web"])))).toEqual([]);
  });
});

describe("a user who is put into a group", () => {
  const group = keep("aws_iam_group.ops", { name: "ops", id: "ops" });
  const admins = keep("aws_iam_group_policy_attachment.ops", { group: "ops", policy_arn: ADMIN });
  const M = "aws_iam_group_membership.m";
  const N = "aws_iam_user_group_membership.n";
  const member = (...users: string[]) => ({ name: "m", group: "ops", users });

  it("gets what the group may do", () => {
    const joins = update(M, member("ann"), member("ann", "eve"));
    expect(found(group, joins)).toEqual([`medium group-member-added ${M}`]);
    expect(found(group, admins, joins)).toEqual([`critical group-member-added ${M}`]);
    expect(found(admins, update(N, { user: "eve", groups: [] }, { user: "eve", groups: ["ops"] }))).toEqual([
      `critical group-member-added ${N}`,
    ]);
  });

  it("is not said of one who leaves, is in it by another list, or is new in a narrow group", () => {
    expect(found(group, admins, update(M, member("ann", "eve"), member("ann")))).toEqual([]);
    const other = keep(N, { user: "eve", groups: ["ops"] });
    expect(found(group, admins, other, update(M, member("ann"), member("ann", "eve")))).toEqual([]);
    const eve = create("aws_iam_user.eve", { name: "eve" });
    expect(found(group, eve, update(M, member("ann"), member("ann", "eve")))).toEqual([]);
    expect(found(group, admins, eve, update(M, member("ann"), member("ann", "eve")))).toHaveLength(1);
  });
});
