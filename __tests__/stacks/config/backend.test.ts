import { describe, expect, it } from "@jest/globals";
import { backendSchema } from "../../../stacks/config/backend.ts";

const S3 = { type: "s3", bucket: "team-states", region: "eu-west-1", keyPrefix: "video" };

const refusals = (backend: unknown) =>
  (backendSchema.safeParse(backend).error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);

const BUCKET =
  "bucket: must have 3 to 63 lower-case letters, digits, dots and hyphens, a letter or digit first and last";
const CHARACTERS = "keyPrefix: must be of letters, digits, / and ! - _ . * ' ( )";
const SEGMENTS = "keyPrefix: must not begin or end with /, or have an empty segment, . or ..";
const PREFIXES = "bucket: must not begin with xn--, sthree-, amzn-s3-demo-";
const SUFFIXES = "bucket: must not end with -s3alias, --ol-s3, .mrap, --x-s3, --table-s3";

describe("a backend", () => {
  it.each([
    {},
    { bucket: "abc" },
    { bucket: "a".repeat(63) },
    { bucket: "states.123456789012-eu-west-1-an" },
    { bucket: "1.2.3" },
    { region: "il-central-1" },
    { keyPrefix: "team/video" },
    { keyPrefix: "v" },
    { keyPrefix: ".../a..b" },
    { keyPrefix: "k".repeat(964) },
  ])("is accepted with %j", (change) => {
    expect(refusals({ ...S3, ...change })).toEqual([]);
  });

  it.each<[object, ...string[]]>([
    [{ bucket: "ab" }, BUCKET],
    [{ bucket: "a".repeat(64) }, BUCKET],
    [{ bucket: "Team" }, BUCKET],
    [{ bucket: "team_states" }, BUCKET],
    [{ bucket: "-team" }, BUCKET],
    [{ bucket: "team." }, BUCKET],
    [{ bucket: "te..am" }, "bucket: must not have two dots in a row"],
    [{ bucket: "192.168.5.4" }, "bucket: must not be an IP address"],
    [{ bucket: "xn--team" }, PREFIXES],
    [{ bucket: "sthree-team" }, PREFIXES],
    [{ bucket: "amzn-s3-demo-team" }, PREFIXES],
    [{ bucket: "team-s3alias" }, SUFFIXES],
    [{ bucket: "team--x-s3" }, SUFFIXES],
    [{ keyPrefix: "" }, SEGMENTS],
    [{ keyPrefix: "/video" }, SEGMENTS],
    [{ keyPrefix: "video/" }, SEGMENTS],
    [{ keyPrefix: "a//b" }, SEGMENTS],
    [{ keyPrefix: "a/../b" }, SEGMENTS],
    [{ keyPrefix: "./a" }, SEGMENTS],
    [{ keyPrefix: "a b" }, CHARACTERS],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's
    [{ keyPrefix: "${path.root}" }, CHARACTERS],
    [{ keyPrefix: "k".repeat(965) }, "keyPrefix: Too big: expected string to have <=964 characters"],
  ])("is refused with %j", (change, ...lines) => {
    expect(refusals({ ...S3, ...change })).toEqual(lines);
  });

  it.each(["eu-west-9", "us-east-1a", "cn-north-1", ""])("is in no Region %p", (region) => {
    expect(refusals({ ...S3, region })).toEqual([expect.stringMatching(/^region: Invalid option: expected one of/)]);
  });
});
