import { describe, expect, it } from "@jest/globals";
import { contains, isPrivate, isWorld, parseCidr } from "../../../../plan/rules/access/cidr.ts";

const cidr = (text: string) => {
  const found = parseCidr(text);
  if (found === undefined) throw new Error(`${text} is no range`);
  return found;
};

describe("an address range", () => {
  it.each(["", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/8/8", "10.0.0.0/", "any"])("is not %j", (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });

  it.each([
    ["0.0.0.0/0", "203.0.113.7/32", true],
    ["10.0.0.0/8", "10.255.0.0/16", true],
    ["10.0.0.0/16", "10.0.0.0/8", false],
    ["10.0.0.0/8", "11.0.0.0/8", false],
    ["::/0", "10.0.0.0/8", false],
    ["2001:db8::/32", "2001:db8:1::/48", true],
    ["10.1.2.3", "10.1.2.3/32", true],
  ])("%s contains %s: %s", (wide, narrow, expected) => {
    expect(contains(cidr(wide), cidr(narrow))).toBe(expected);
  });

  it.each([
    ["10.0.0.0/8", true],
    ["10.0.0.0/7", false],
    ["172.31.0.0/16", true],
    ["172.32.0.0/16", false],
    ["fd00::/8", true],
    ["2001:db8::/32", false],
  ])("%s is private: %s", (text, expected) => {
    expect(isPrivate(cidr(text))).toBe(expected);
  });

  it.each([
    ["0.0.0.0/0", true],
    ["128.0.0.0/1", true],
    ["::/0", true],
    ["128.0.0.0/2", false],
  ])("%s is everybody: %s", (text, expected) => {
    expect(isWorld(cidr(text))).toBe(expected);
  });
});
