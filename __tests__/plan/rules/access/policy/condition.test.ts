import { describe, expect, it } from "@jest/globals";
import {
  alternatives,
  type Condition,
  conditionsCover,
  isBound,
  notImplied,
} from "../../../../../plan/rules/access/policy/condition.ts";

const on = (operator: string, ...values: string[]): Condition => ({ operator, key: "aws:key", values });

describe("a condition", () => {
  it.each([
    [on("StringEquals", "a"), on("stringequals", "a")],
    [on("StringEquals", "a", "b"), on("StringEquals", "b")],
    [on("StringLike", "a*"), on("StringEquals", "ab")],
    [on("StringLike", "a*"), on("StringLike", "ab*")],
    [on("StringEquals", "ab"), on("StringLike", "ab")],
    [on("StringEqualsIgnoreCase", "AB"), on("StringEquals", "ab")],
    [on("ArnLike", "arn:*:x"), on("ArnEquals", "arn:a:x")],
    [on("StringEqualsIfExists", "a"), on("StringEquals", "a")],
    [on("StringNotEquals", "a"), on("StringNotEquals", "a", "b")],
    [on("StringNotLike", "ab*"), on("StringNotLike", "a*")],
    [on("NotIpAddress", "10.1.0.0/16"), on("NotIpAddress", "10.0.0.0/8")],
    [on("IpAddress", "10.0.0.0/8"), on("IpAddress", "10.1.0.0/16")],
    [on("IpAddress", "::/0"), on("IpAddress", "2001:db8::/32")],
    [on("NumericLessThan", "10"), on("NumericLessThan", "5")],
    [on("NumericLessThanEquals", "10"), on("NumericLessThan", "10")],
    [on("NumericGreaterThan", "5"), on("NumericGreaterThanEquals", "6")],
    [on("DateLessThan", "2027-01-01T00:00:00Z"), on("DateLessThan", "2026-01-01T00:00:00Z")],
    [on("Bool", "true"), on("Bool", "True")],
    [on("ForAllValues:StringEquals", "a", "b"), on("ForAllValues:StringEquals", "a")],
  ])("%j lets through all that %j does", (wide, narrow) => {
    expect(conditionsCover([wide], [narrow])).toBe(true);
  });

  it.each([
    [on("StringEquals", "a"), on("StringEquals", "a", "b")],
    [on("StringEquals", "a"), on("StringEquals", "A")],
    [on("StringEquals", "ab"), on("StringLike", "a*")],
    [on("StringLike", "a*"), on("StringEqualsIgnoreCase", "ab")],
    [on("StringEquals", "a"), on("StringEqualsIfExists", "a")],
    [on("StringNotEquals", "a", "b"), on("StringNotEquals", "a")],
    [on("StringNotEquals", "a"), on("StringEquals", "b")],
    [on("IpAddress", "10.1.0.0/16"), on("IpAddress", "10.0.0.0/8")],
    [on("IpAddress", "10.0.0.0/8"), on("IpAddress", "::/0")],
    [on("NumericLessThan", "5"), on("NumericLessThan", "10")],
    [on("NumericLessThan", "10"), on("NumericLessThanEquals", "10")],
    [on("NumericLessThan", "10"), on("NumericGreaterThan", "5")],
    [on("Bool", "true"), on("Bool", "false")],
    [on("ForAnyValue:StringEquals", "a"), on("ForAllValues:StringEquals", "a")],
    [on("StringEquals", "a"), { ...on("StringEquals", "a"), key: "aws:other" }],
  ])("%j does not let through all that %j does", (wide, narrow) => {
    expect(conditionsCover([wide], [narrow])).toBe(false);
  });

  it("has a key that is compared without case", () => {
    expect(conditionsCover([on("StringEquals", "a")], [{ ...on("StringEquals", "a"), key: "AWS:Key" }])).toBe(true);
  });

  it("that is not met is named", () => {
    const other = { operator: "Bool", key: "aws:SecureTransport", values: ["true"] };
    expect(notImplied([on("StringEquals", "a"), other], [on("StringEquals", "a")])).toEqual([other]);
  });

  it("of several values is as many alternatives, unless all of them count together", () => {
    expect(alternatives([on("StringEquals", "a", "b"), on("StringNotEquals", "c", "d")])).toEqual([
      [on("StringEquals", "a"), on("StringNotEquals", "c", "d")],
      [on("StringEquals", "b"), on("StringNotEquals", "c", "d")],
    ]);
    expect(alternatives([on("ForAllValues:StringEquals", "a", "b")])).toHaveLength(1);
    expect(alternatives([])).toEqual([[]]);
  });

  it("of very many values is not taken apart", () => {
    const many = Array.from({ length: 65 }, (_, index) => String(index));
    expect(alternatives([on("StringEquals", ...many.slice(1))])).toHaveLength(64);
    expect(alternatives([on("StringEquals", ...many)])).toHaveLength(1);
  });

  it.each([
    ["111122223333", "StringEquals", true],
    ["arn:aws:s3:::videos", "ArnLike", true],
    ["arn:aws:iam::111122223333:*", "ArnLike", true],
    ["*", "StringLike", false],
    ["arn:aws:s3:::*", "ArnLike", false],
    ["repo:*", "StringLike", false],
    ["repo:us/*", "StringLike", true],
    ["111122223333", "StringNotEquals", false],
    ["111122223333", "StringEqualsIfExists", false],
    ["111122223333", "ForAllValues:StringEquals", false],
    ["false", "Null", false],
  ])("on %s with %s keeps others out: %s", (value, operator, expected) => {
    expect(isBound([on(operator, value)], (key) => key === "aws:key")).toBe(expected);
  });
});
