import { describe, expect, it } from "@jest/globals";
import { tagsSchema } from "../../../stacks/config/tags.ts";

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, ""]));

const refusals = (tags: Record<string, string>) =>
  (tagsSchema.safeParse(tags).error?.issues ?? []).map(({ path, message }) => [...path, message].join(": "));

const KEY = "the key must be of letters, digits, spaces and _ . : / = + - @";
const VALUE = "must be of letters, digits, spaces and _ . : / = + - @";

describe("tags", () => {
  it.each<[Record<string, string>]>([
    [{}],
    [{ owner: "" }],
    [{ "Cost center/übung 7": "a_b.c:d/e=f+g-h@i.example" }],
    [{ ["k".repeat(128)]: "v".repeat(256) }],
    [{ awsome: "awsome:" }],
    [many(48)],
    [{ ...many(48), Name: "ours" }],
    [{ ...many(48), Name: "ours", Egress: "ours" }],
  ])("are accepted: %j", (tags) => {
    expect(refusals(tags)).toEqual([]);
  });

  it.each<[Record<string, string>, ...string[]]>([
    [{ "": "v" }, ": the key must have 1 to 128 characters, got 0"],
    [{ ["k".repeat(129)]: "v" }, `${"k".repeat(129)}: the key must have 1 to 128 characters, got 129`],
    [{ k: "v".repeat(257) }, "k: must have at most 256 characters, got 257"],
    [{ "aws:owner": "v" }, "aws:owner: the key must not begin with aws:"],
    [{ "AwS:owner": "v" }, "AwS:owner: the key must not begin with aws:"],
    [{ k: "AWS:x" }, "k: must not begin with aws:"],
    [{ "a,b": "v" }, `a,b: ${KEY}`],
    [{ k: "two\nlines" }, `k: ${VALUE}`],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's
    [{ k: "${aws_vpc.vpc.id}" }, `k: ${VALUE}`],
    [{ k: "%{ if true }" }, `k: ${VALUE}`],
    [{ Owner: "v", owner: "v" }, "owner: differs from Owner by case only, which IAM roles cannot have"],
    [many(49), "must be at most 48, because of our own Name and Egress, got 49"],
    [{ ...many(49), Name: "ours" }, "must be at most 49, because of our own Egress, got 50"],
    [{ ...many(49), Name: "ours", Egress: "ours" }, "must be at most 50, got 51"],
  ])("are refused: %j", (tags, ...lines) => {
    expect(refusals(tags)).toEqual(lines);
  });
});
