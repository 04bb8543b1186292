import { describe, expect, it } from "@jest/globals";
import { networkAclOpened } from "../../../../plan/rules/access/networkAcls.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { create, destroy, findingsOf, type Json, keep, update } from "../capacity/samples.ts";

const whats = (...changes: ChangeSpec[]) => findingsOf([networkAclOpened], changes).map(({ what }) => what);

const RULE = "aws_network_acl_rule.web";
const there = keep("aws_network_acl.web", { id: "acl-1" });
const rule = (values: Json = {}): Json => ({
  network_acl_id: "acl-1",
  egress: false,
  rule_action: "allow",
  rule_number: 100,
  protocol: "6",
  from_port: 443,
  to_port: 443,
  cidr_block: "0.0.0.0/0",
  ...values,
});

describe("a network ACL", () => {
  it("is opened by a rule that lets in the internet", () => {
    expect(whats(there, create(RULE, rule()))).toEqual([
      "The network ACL lets in tcp 443 from 0.0.0.0/0, which it did not before.",
    ]);
  });

  it.each<[string, Json]>([
    ["the way out", { egress: true }],
    ["the own network", { cidr_block: "10.0.0.0/8" }],
    ["somebody to keep out", { rule_action: "deny" }],
  ])("is not opened by a rule about %s", (_, values) => {
    expect(whats(there, create(RULE, rule(values)))).toEqual([]);
  });

  it("that is new opens nothing that was closed", () => {
    expect(whats(create("aws_network_acl.web", { id: "acl-1" }), create(RULE, rule()))).toEqual([]);
  });

  it("no longer denies what a rule denied that is gone", () => {
    const denial = rule({ rule_action: "deny", cidr_block: "203.0.113.0/24" });
    expect(whats(there, destroy(RULE, denial))).toEqual([
      "The network ACL no longer denies tcp 443 from 203.0.113.0/24.",
    ]);
    expect(whats(there, update(RULE, denial, { ...denial, rule_number: 50 }))).toEqual([]);
    expect(whats(there, destroy(RULE, denial), create("aws_network_acl_rule.new", denial))).toEqual([]);
    expect(whats(destroy("aws_network_acl.web", { id: "acl-1" }), destroy(RULE, denial))).toEqual([]);
  });

  it("is opened by a block of its own too", () => {
    const acl = (...cidrs: string[]): Json => ({
      id: "acl-1",
      ingress: cidrs.map((cidr_block) => ({ action: "allow", protocol: "6", from_port: 80, to_port: 80, cidr_block })),
    });
    expect(whats(update("aws_network_acl.web", acl("10.0.0.0/8"), acl("10.0.0.0/8", "0.0.0.0/0")))).toHaveLength(1);
    expect(whats(update("aws_network_acl.web", acl("0.0.0.0/0"), acl("0.0.0.0/0", "198.51.100.0/24")))).toEqual([]);
  });
});
