import { describe, expect, it } from "@jest/globals";
import { ConfigError } from "../../../../stacks/config/configError.ts";
import { define } from "../../../support/stacks/boundaries.ts";
import { withWords } from "../../../support/stacks/ownFunctions.ts";

const NAT = { "network.egress": { type: "nat", gateways: "one" } };

/** Names of 50 characters, one comma and 49 of a name each. */
const hosts = (count: number) =>
  Array.from({ length: count }, (_, index) => `h${index + 100}.${"a".repeat(37)}.example`);

const right = (characters: number) => {
  const without = '{"Effect":"Allow","Action":["s3:GetObject"],"Resource":["arn:aws:s3:::"]}'.length;
  return { actions: ["s3:GetObject"], resources: [`arn:aws:s3:::${"k".repeat(characters - without)}`] };
};

const beyond = [
  {
    rule: "the names of sources fit into the variables of the api",
    allowed: { sources: { hosts: hosts(60) }, ...NAT },
    refused: { sources: { hosts: hosts(61), buckets: ["raw-footage"] }, ...NAT },
    line: "sources: the names must fit into 3072 bytes of the api's environment variables, got 3122",
  },
  {
    rule: "the rights of a function of a team's own fit into its role",
    allowed: withWords({ rights: [right(8_192)] }),
    refused: withWords({ rights: [right(4_096), right(4_096)] }),
    line: "functions.words.rights: must fit into 8192 characters of a policy beside what every function may do, got 8193",
  },
  {
    rule: "variables leave room for the revision that is one of them",
    allowed: withWords({ revision: "r", variables: { TEXT: "x".repeat(3_994) } }),
    refused: withWords({ revision: "r".repeat(64), variables: { TEXT: "x".repeat(3_994) } }),
    line: "functions.words.variables: must fit into 3942 bytes beside those that every function has, got 4005",
  },
];

describe("it is a rule that", () => {
  it.each(beyond)("$rule", ({ allowed, refused, line }) => {
    expect(() => define(allowed)).not.toThrow();
    expect(() => define(refused)).toThrow(new ConfigError(`environment "test": ${line}`));
  });
});
