import { describe, expect, it } from "@jest/globals";
import { NotAPlanError } from "../../../plan/planError.ts";
import { readPlan } from "../../../plan/read/readPlan.ts";
import { planJson } from "../../support/plan/json.ts";

const PLAN = planJson({ changes: [{ address: "aws_eip.nat", after: { domain: "vpc" } }] });
const JSON_TEXT = JSON.stringify(PLAN);

const utf8 = (text: string) => new TextEncoder().encode(text);
const json = (value: unknown) => utf8(JSON.stringify(value));
const littleEndian = (text: string) => Buffer.from(text, "utf16le");
const bigEndian = (text: string) => littleEndian(text).swap16();
const message = (text: string) => JSON.stringify({ "@level": "info", "@message": text, type: "version" });
const without = (key: string) => Object.fromEntries(Object.entries(PLAN).filter(([one]) => one !== key));

/** As Terraform before 1.0 wrote it. */
const unmarked = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part) =>
      /^(?:before|after)_sensitive$|^sensitive_values$/.test(key) ? undefined : part,
    ),
  );

const SUBJECT = "prod.plan.json: must be what terraform show -json <plan file> prints, got ";
const UTF_16 = /^UTF-16 text, as PowerShell's > writes it; .*UTF-8$/;
const STREAM = /^the stream of messages of terraform plan -json; write a plan file with -out, and show that$/;
const WRAPPER = (where: string) => new RegExp(`^JSON with other text ${where}, .*terraform_wrapper: false`);
const ENDS = /^JSON that ends in the middle; /;

const WRONG: readonly (readonly [what: string, bytes: Uint8Array, got: RegExp])[] = [
  ["nothing", utf8(""), /^an empty file; did terraform show fail\?$/],
  ["white space", utf8(" \r\n\n"), /^an empty file/],
  ["a byte order mark alone", utf8("\ufeff"), /^an empty file/],
  ["a plan that is cut in the middle", utf8(JSON_TEXT.slice(0, JSON_TEXT.length / 2)), ENDS],
  ["a plan that is cut in a string", utf8(JSON_TEXT.slice(0, JSON_TEXT.indexOf("vpc") + 1)), ENDS],
  ["a plan without its last bracket", utf8(JSON_TEXT.slice(0, -1)), ENDS],
  ["a plan that is cut after the first bracket", utf8("{"), ENDS],
  ["invalid JSON", utf8('{\n  "format_version" "1.2"\n}'), /^invalid JSON at line 2, column 20$/],
  ["JSON with a comma too many", utf8('{"format_version": "1.2",}'), /^invalid JSON at line 1, column \d+$/],
  ["text", utf8("Error: no plan\n"), /^text that is not JSON$/],
  ["an error with brackets", utf8("Error: {a} is missing\n"), /^text that is not JSON$/],
  [
    "terraform show without -json",
    utf8("\nTerraform will perform the following actions:\n\n  # aws_eip.nat {\n"),
    /^the plan as people read it; run terraform show with -json$/,
  ],
  ["a state that is shown", json({ format_version: "1.0", values: { root_module: {} } }), /^a state; plan with -out/],
  ["an empty state that is shown", json({ format_version: "1.0" }), /^a state; plan with -out/],
  [
    "a state file",
    json({ version: 4, terraform_version: "1.11.4", serial: 3, lineage: "a", outputs: {}, resources: [] }),
    /^a state file; plan with -out, and show the plan file$/,
  ],
  ["a stream of messages", utf8(`${message("Terraform 1.11.4")}\n${message("Plan: 1 to add")}\n`), STREAM],
  ["a stream of one message", utf8(message("Terraform 1.11.4")), STREAM],
  ["a stream after other text", utf8(`Running plan\n${message("a")}\n${message("b")}\n`), STREAM],
  [
    "a binary plan file",
    Buffer.from("PK\u0003\u0004\u0000\u0000tfplan"),
    /^a binary plan file; run terraform show -json on it$/,
  ],
  ["a compressed plan", Buffer.from([0x1f, 0x8b, 8, 0]), /^a gzip file; decompress it first$/],
  ["UTF-16 LE with a mark", littleEndian(`\ufeff${JSON_TEXT}`), UTF_16],
  ["UTF-16 LE without a mark", littleEndian(JSON_TEXT), UTF_16],
  ["UTF-16 BE with a mark", bigEndian(`\ufeff${JSON_TEXT}`), UTF_16],
  ["UTF-16 BE without a mark", bigEndian(JSON_TEXT), UTF_16],
  ["Latin-1", Buffer.from('{"a": "\xe9"}', "latin1"), /^bytes that are not UTF-8 text$/],
  [
    "a wrapper's noise on both sides",
    utf8(`[command]/usr/bin/terraform show -json plan\n${JSON_TEXT}\n::debug::Terraform exited with code 0.\n`),
    WRAPPER("before and after it"),
  ],
  ["a wrapper's noise before", utf8(`[command]/usr/bin/terraform show -json plan\n${JSON_TEXT}`), WRAPPER("before it")],
  ["a wrapper's noise after", utf8(`${JSON_TEXT}\n::debug::stdout: {"a": 1}x\n`), WRAPPER("around it")],
  [
    "a wrapper's noise after, without brackets",
    utf8(`${JSON_TEXT}\n::set-output name=exitcode::0\n`),
    WRAPPER("after it"),
  ],
  ["warnings before", utf8(`Warning: a {thing} is old\n${JSON_TEXT}`), WRAPPER("before it")],
  ["a list", json([PLAN]), /^a JSON list$/],
  ["a text in JSON", json("plan"), /^a JSON string$/],
  ["a number in JSON", json(1), /^a JSON number$/],
  ["null", json(null), /^a JSON null$/],
  ["provider schemas", json({ format_version: "1.0", provider_schemas: {} }), /^the provider schemas of terraform/],
  ["a validation", json({ format_version: "1.0", valid: true, diagnostics: [] }), /^the result of terraform validate/],
  ["a synthesised stack", json({ "//": {}, terraform: {}, resource: {} }), /^a synthesised stack; plan it first$/],
  ["another program's JSON", json({ Resources: {} }), /^JSON of another program, without format_version$/],
  [
    "a plan without its format and without marks",
    json(unmarked(without("format_version"))),
    /^a plan without format_version and without the marks of what is sensitive; plan again with Terraform 1\.1 or later$/,
  ],
  [
    "a redacted plan",
    json({ plan_format_version: "1.2", resource_changes: [], provider_format_version: "1.0", provider_schemas: {} }),
    /^a redacted plan of HCP Terraform, .*; download json-output, not json-output-redacted$/,
  ],
  [
    "plan format 2.0",
    json({ ...PLAN, format_version: "2.0" }),
    /^plan format 2\.0, newer than this program; 1\.x is understood$/,
  ],
  ["plan format 10.0", json({ ...PLAN, format_version: "10.0" }), /^plan format 10\.0, newer/],
  [
    "plan format 0.1",
    json(unmarked({ ...PLAN, format_version: "0.1", terraform_version: "0.12.31" })),
    /^plan format 0\.1 of Terraform 0\.12\.31, without the marks of what is sensitive; plan again with Terraform 1\.1 or later$/,
  ],
  [
    "plan format 0.2 without the marks of the state",
    json({ ...PLAN, format_version: "0.2", planned_values: unmarked(PLAN.planned_values) }),
    /^plan format 0\.2 of Terraform 1\.11\.4, without/,
  ],
  ["a format that is a number", json({ ...PLAN, format_version: 1.2 }), /^a format_version that is no version$/],
  ["changes that are no list", json({ ...PLAN, resource_changes: {} }), /^a plan whose resource_changes is no list$/],
  [
    "a change that is no object",
    json({ ...PLAN, resource_changes: [1] }),
    /^a plan whose resource_changes\[0\] is no object$/,
  ],
  [
    "a change without actions",
    json({ ...PLAN, resource_changes: [{ address: "a.b", type: "a", change: {} }] }),
    /^a plan whose resource_changes\[0\]\.change\.actions is no list$/,
  ],
  [
    "a change without an address",
    json({ ...PLAN, resource_drift: [{ change: { actions: ["update"] } }] }),
    /^a plan whose resource_drift\[0\] has no address or no type$/,
  ],
  [
    "JSON that nests too deep",
    utf8(JSON_TEXT.replace('"vpc"', `${"[".repeat(200_000)}${"]".repeat(200_000)}`)),
    /^JSON that nests too deep$/,
  ],
];

function errorOf(bytes: Uint8Array): NotAPlanError {
  try {
    readPlan("prod.plan.json", bytes);
  } catch (error) {
    if (error instanceof NotAPlanError) return error;
    throw error;
  }
  throw new Error("was read as a plan");
}

describe("what is no plan", () => {
  it.each(WRONG)("%s is said in one line", (_what, bytes, got) => {
    const { message } = errorOf(bytes);

    expect(message.startsWith(SUBJECT)).toBe(true);
    expect(message.slice(SUBJECT.length)).toMatch(got);
    expect(message).not.toContain("\n");
  });

  it("is not quoted: a plan that cannot be parsed may still hold secrets", () => {
    const secret = "hunter2-hunter2";
    for (const text of [
      `${secret}{`,
      `{"a": ${secret}}`,
      `{"password": "${secret}`,
      `["${secret}"]`,
      `{"${secret}": 1}`,
    ]) {
      const error = errorOf(utf8(text));

      expect(`${error.message} ${error.stack} ${error.cause}`).not.toContain(secret);
    }
  });
});

describe("what is a plan, however it was written down", () => {
  const TEXTS: readonly (readonly [how: string, text: string])[] = [
    ["on one line", JSON_TEXT],
    ["with a byte order mark", `\ufeff${JSON_TEXT}`],
    ["with CRLF", JSON.stringify(PLAN, null, 2).replaceAll("\n", "\r\n")],
    ["with a byte order mark and CRLF", `\ufeff${JSON.stringify(PLAN, null, 2).replaceAll("\n", "\r\n")}\r\n`],
    ["with space around it", `\n\n  ${JSON_TEXT}\n\n`],
  ];

  it.each(TEXTS)("%s, is read", (_how, text) => {
    expect(readPlan("prod.plan.json", utf8(text))).toEqual(readPlan("prod.plan.json", utf8(JSON_TEXT)));
  });

  it.each(["0.1", "0.2", "1.0", "1.1", "1.2", "1.99"])("in format %s, is read", (format_version) => {
    expect(readPlan("prod.json", json({ ...PLAN, format_version })).formatVersion).toBe(format_version);
  });

  it("without its format, is read", () => {
    const plan = readPlan("prod.json", json(without("format_version")));
    expect(plan.formatVersion).toBe("");
    expect(plan.changes).toEqual(readPlan("prod.json", json(PLAN)).changes);
  });
});
