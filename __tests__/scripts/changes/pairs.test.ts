import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { z } from "zod";
import { varied } from "../../../scripts/changes/base.ts";
import { PAIRS } from "../../../scripts/changes/pairs.ts";
import { seenPairs } from "../../../scripts/changes/seen.ts";
import { brokenMoments } from "../../../scripts/changes/watch.ts";
import { changesPage } from "../../../scripts/docs/changesPage.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { environmentSchema } from "../../../stacks/config/schema.ts";

interface JsonSchema {
  /** What an entry of a team's own is. */
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** Every field that may be written, by path; what has no fields of its own is one. */
function fieldsOf(schema: JsonSchema, path = ""): string[] {
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (alternatives.length > 0) return alternatives.flatMap((alternative) => fieldsOf(alternative, path));
  const entries = Object.entries(schema.properties ?? {});
  if (entries.length === 0) return [path];
  const own = typeof schema.additionalProperties === "object" ? [`${path}.<id>`] : [];
  return [...entries.flatMap(([key, inner]) => fieldsOf(inner, path === "" ? key : `${path}.${key}`)), ...own];
}

/** Told of below the table: each makes another deployment. */
const ELSEWHERE = ["name", "backend"];

describe("the pairs of configurations", () => {
  it("change every field of the configuration", () => {
    const fields = fieldsOf(z.toJSONSchema(environmentSchema, { io: "input", unrepresentable: "any" }) as JsonSchema);
    const changed = new Set(PAIRS.flatMap(({ fields: of }) => of));
    const sibling = (field: string) => field.replace(/^functions\.api\./, "functions.processor.");
    const isChanged = (field: string) =>
      [...changed].some(
        (of) => field === of || field.startsWith(`${of}.`) || of === sibling(field) || sibling(of) === sibling(field),
      ) || [...changed].some((of) => sibling(field).startsWith(`${sibling(of)}.`));

    expect(fields.length).toBeGreaterThan(50);
    const missing = fields.filter((field) => !isChanged(field) && !ELSEWHERE.some((of) => field.startsWith(of)));
    expect(missing).toEqual([]);
  });

  it.each(PAIRS)("are configurations that are accepted: $name", ({ from, to }) => {
    expect(defineEnvironment(varied(from)).name).toBe("dev");
    expect(defineEnvironment(varied(from, to)).name).toBe("dev");
  });

  it("were all played, and nothing was wrong", () => {
    expect(seenPairs().map(({ name }) => name)).toEqual(PAIRS.map(({ name }) => name));
    expect(seenPairs().flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(PAIRS.length).toBeGreaterThanOrEqual(48);
  });

  it("are what docs/changes.md shows", () => {
    const page = readFileSync(fileURLToPath(new URL("../../../docs/changes.md", import.meta.url)), "utf8");
    expect(page).toBe(changesPage());
  });
});

describe("the moments of an apply", () => {
  const ENDPOINTS = [
    "aws_vpc.vpc",
    "aws_vpc_endpoint.interface-endpoints_logs_1",
    "aws_vpc_endpoint.interface-endpoints_states_1",
  ];
  const RULE = "aws_vpc_security_group_egress_rule.to-interface-endpoints";
  const NAT = [
    "aws_nat_gateway.a",
    "aws_route.nat_to-internet_1",
    "aws_route.nat_out-a_1",
    "aws_vpc_security_group_egress_rule.to-anywhere",
  ];
  const created = (address: string) => `${address}: Creation complete after 1s [id=1]`;
  const going = (address: string) => `${address}: Destroying... [id=1]`;
  const broken = (lines: readonly string[]) => [...brokenMoments(lines.join("\n"), new Set([...ENDPOINTS, RULE]))];

  it("are all right when the new way is whole before the old one goes", () => {
    expect(broken([...NAT.map(created), going(RULE), ...ENDPOINTS.slice(1).map(going)])).toEqual([]);
  });

  it("have a hole when the old way goes first", () => {
    expect(broken([going(RULE), ...NAT.map(created)])).toEqual([`no way out after ${RULE} goes`]);
  });

  it("have a hole when a part of the new way is missing", () => {
    expect(broken([...NAT.slice(1).map(created), going(RULE)])).toEqual([`no way out after ${RULE} goes`]);
  });

  it.each([
    ["aws_dynamodb_table.videos", "aws_dynamodb_table.videos goes"],
    [
      "aws_lambda_function_scaling_config.api-scaling",
      "aws_lambda_function_scaling_config.api-scaling goes: AWS's default of 3 applies",
    ],
  ])("lose %s", (address, line) => {
    expect(broken([going(address)])).toEqual([line]);
  });
});
