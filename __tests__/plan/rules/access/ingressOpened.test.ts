import { describe, expect, it } from "@jest/globals";
import { ingressOpened } from "../../../../plan/rules/access/ingressOpened.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, create, DELETE_FIRST, findingsOf, type Json, keep, references, update } from "../capacity/samples.ts";

const findings = (...changes: ChangeSpec[]) => findingsOf([ingressOpened], changes);
const found = (...changes: ChangeSpec[]) => brief(findings(...changes));

const GROUP = "aws_security_group.web";
const RULE = "aws_vpc_security_group_ingress_rule.web";
const there = keep(GROUP, { id: "sg-1" });
const rule = (values: Json): Json => ({
  security_group_id: "sg-1",
  ip_protocol: "tcp",
  from_port: 443,
  to_port: 443,
  ...values,
});

describe("an ingress rule", () => {
  it.each<[string, Json, string[]]>([
    ["everybody", { cidr_ipv4: "0.0.0.0/0" }, ["high"]],
    ["everybody over IPv6", { cidr_ipv6: "::/0" }, ["high"]],
    ["half of everybody", { cidr_ipv4: "0.0.0.0/1" }, ["high"]],
    ["everybody at a shell", { cidr_ipv4: "0.0.0.0/0", from_port: 22, to_port: 22 }, ["critical"]],
    [
      "everybody at everything",
      { cidr_ipv4: "0.0.0.0/0", ip_protocol: "-1", from_port: null, to_port: null },
      ["critical"],
    ],
    ["everybody with a ping", { cidr_ipv4: "0.0.0.0/0", ip_protocol: "icmp", from_port: -1, to_port: -1 }, ["high"]],
    ["some addresses of the internet", { cidr_ipv4: "203.0.113.0/24" }, ["medium"]],
    ["a prefix list", { prefix_list_id: "pl-1" }, ["medium"]],
    ["the own network", { cidr_ipv4: "10.0.0.0/8" }, ["low"]],
    ["another group", { referenced_security_group_id: "sg-2" }, ["low"]],
  ])("that is new lets %s into a group that is there", (_, values, severities) => {
    expect(found(there, create(RULE, rule(values)))).toEqual(
      severities.map((severity) => `${severity} ingress-opened ${RULE}`),
    );
  });

  it.each<[string, Json, string[]]>([
    ["everybody to a web port", { cidr_ipv4: "0.0.0.0/0" }, ["medium"]],
    ["everybody to another port", { cidr_ipv4: "0.0.0.0/0", from_port: 8080, to_port: 8080 }, ["high"]],
    ["everybody to a database", { cidr_ipv4: "0.0.0.0/0", from_port: 5000, to_port: 6000 }, ["critical"]],
    ["some addresses of the internet", { cidr_ipv4: "203.0.113.0/24" }, []],
    ["another group", { referenced_security_group_id: "sg-2" }, []],
  ])("of a new group lets in %s", (_, values, severities) => {
    const { security_group_id: _group, ...later } = rule(values);
    const configuration = references({ [RULE]: { security_group_id: { references: [`${GROUP}.id`] } } });
    const changes = [
      create(GROUP, {}, { afterUnknown: { id: true } }),
      create(RULE, later, { afterUnknown: { security_group_id: true } }),
    ];
    expect(brief(findingsOf([ingressOpened], { changes, configuration }))).toEqual(
      severities.map((severity) => `${severity} ingress-opened ${RULE}`),
    );
  });

  it.each<[string, Json, Json, number]>([
    ["a larger range", { cidr_ipv4: "203.0.113.0/28" }, { cidr_ipv4: "203.0.113.0/24" }, 1],
    ["a smaller range", { cidr_ipv4: "203.0.113.0/24" }, { cidr_ipv4: "203.0.113.0/28" }, 0],
    ["more ports", { cidr_ipv4: "10.0.0.0/8" }, { cidr_ipv4: "10.0.0.0/8", to_port: 444 }, 1],
    ["fewer ports", { cidr_ipv4: "10.0.0.0/8", to_port: 444 }, { cidr_ipv4: "10.0.0.0/8" }, 0],
    ["all protocols", { cidr_ipv4: "10.0.0.0/8" }, { cidr_ipv4: "10.0.0.0/8", ip_protocol: "-1" }, 1],
    ["one protocol of all", { cidr_ipv4: "10.0.0.0/8", ip_protocol: "-1" }, { cidr_ipv4: "10.0.0.0/8" }, 0],
    ["another protocol", { cidr_ipv4: "10.0.0.0/8" }, { cidr_ipv4: "10.0.0.0/8", ip_protocol: "udp" }, 1],
    ["a protocol by its number", { cidr_ipv4: "10.0.0.0/8" }, { cidr_ipv4: "10.0.0.0/8", ip_protocol: "6" }, 0],
    [
      "another description",
      { cidr_ipv4: "10.0.0.0/8", description: "a" },
      { cidr_ipv4: "10.0.0.0/8", description: "b" },
      0,
    ],
  ])("changes to %s", (_, before, after, count) => {
    expect(findings(there, update(RULE, rule(before), rule(after)))).toHaveLength(count);
    expect(findings(there, update(RULE, rule(before), rule(after), { actions: DELETE_FIRST }))).toHaveLength(count);
  });

  it("says what, and from where", () => {
    expect(findings(there, create(RULE, rule({ cidr_ipv4: "0.0.0.0/0", to_port: 8443 })))[0]?.what).toBe(
      "The security group lets in tcp 443-8443 from 0.0.0.0/0, which it did not before.",
    );
  });

  it("may move from the group to a resource of its own", () => {
    const group = keep(GROUP, {
      id: "sg-1",
      ingress: [{ cidr_blocks: ["0.0.0.0/0"], protocol: "tcp", from_port: 443, to_port: 443 }],
    });
    expect(found(group, create(RULE, rule({ cidr_ipv4: "0.0.0.0/0" })))).toEqual([]);
  });

  it("is found inside of a group, and in the older kind of rule", () => {
    const block = (...cidr_blocks: string[]) => ({
      id: "sg-1",
      ingress: [{ cidr_blocks, protocol: "tcp", from_port: 22, to_port: 22 }],
    });
    expect(found(update(GROUP, block("10.0.0.0/8"), block("10.0.0.0/8", "0.0.0.0/0")))).toEqual([
      `critical ingress-opened ${GROUP}`,
    ]);
    expect(found(update(GROUP, block("0.0.0.0/0"), block("10.0.0.0/8")))).toEqual([]);
    const old = (type: string) =>
      create("aws_security_group_rule.old", {
        security_group_id: "sg-1",
        type,
        protocol: "tcp",
        from_port: 22,
        to_port: 22,
        cidr_blocks: ["0.0.0.0/0"],
      });
    expect(found(there, old("ingress"))).toEqual(["critical ingress-opened aws_security_group_rule.old"]);
    expect(found(there, old("egress"))).toEqual([]);
  });

  it("that is unknown until apply is said to be, but for the rules that the provider lists itself", () => {
    const later = create(RULE, rule({}), { afterUnknown: { cidr_ipv4: true } });
    expect(found(there, later)).toEqual([`medium ingress-opened ${RULE}`]);
    expect(
      found(update(GROUP, { id: "sg-1", ingress: [] }, { id: "sg-1" }, { afterUnknown: { ingress: true } })),
    ).toEqual([`medium ingress-opened ${GROUP}`]);
    expect(found(create(GROUP, {}, { afterUnknown: { id: true, ingress: true } }))).toEqual([]);
  });
});
