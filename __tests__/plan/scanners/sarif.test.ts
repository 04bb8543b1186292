import { describe, expect, it } from "@jest/globals";
import { sarifRuns } from "../../../plan/scanners/sarif.ts";
import { logOf, resultOf, runOf } from "./sarifLog.ts";

const only = (result: Record<string, unknown>, rules: readonly Record<string, unknown>[] = []) =>
  sarifRuns("a.sarif", logOf(runOf("T", [resultOf({ rest: result })], rules)))[0]?.results[0];

describe("SARIF of scanners", () => {
  it.each([
    ["", "an empty file"],
    ["  \n", "an empty file"],
    ["Passed checks: 3", "text that is not JSON"],
    ['{"version":"2.1.0"', "text that is not JSON"],
    ["[]", "JSON without runs"],
    ["null", "JSON without runs"],
    ['{"results":[]}', "JSON without runs"],
    ['{"version":"2.1.0","runs":{}}', "JSON without runs"],
    ['{"version":"2.0.0","runs":[]}', 'version "2.0.0"'],
    ['{"runs":[]}', "version null"],
    [`{"version":"2.1.0","runs":[{"results":[${"{},".repeat(25_000)}{}]}]}`, "25,001 results; at most 25,000 are read"],
  ])("is refused in one line when it is no SARIF, case %#", (content, got) => {
    expect(() => sarifRuns("a.sarif", content)).toThrow(
      expect.objectContaining({
        name: "SarifError",
        message: `a.sarif: must be SARIF 2.1.0, as scanners write it, got ${got}`,
      }),
    );
  });

  it.each([
    [{ level: "error" }, [], "high"],
    [{ level: "warning" }, [], "medium"],
    [{ level: "note" }, [], "low"],
    [{ level: "none" }, [], "low"],
    [{ level: "__proto__" }, [], "medium"],
    [{}, [], "medium"],
    [{}, [{ id: "R1", defaultConfiguration: { level: "error" } }], "high"],
    [{ level: "note" }, [{ id: "R1", properties: { "security-severity": "9.5" } }], "critical"],
    [{}, [{ id: "R1", properties: { "security-severity": "8.9" } }], "high"],
    [{}, [{ id: "R1", properties: { "security-severity": "6.9" } }], "medium"],
    [{ level: "error" }, [{ id: "R1", properties: { "security-severity": "3.9" } }], "low"],
    [{ level: "error" }, [{ id: "R1", properties: { "security-severity": "?" } }], "high"],
    [{ level: "error", properties: { "security-severity": 4 } }, [], "medium"],
  ])("has the severity of its score, or else of its level: %j %j is %s", (result, rules, severity) => {
    expect(only(result, rules)?.severity).toBe(severity);
  });

  it("leaves out what passed or is gone, and counts what is suppressed", () => {
    const [run] = sarifRuns(
      "a.sarif",
      logOf(
        runOf("Checkov", [
          resultOf({ rest: { kind: "pass" } }),
          resultOf({ rest: { kind: "notApplicable" } }),
          resultOf({ rest: { baselineState: "absent" } }),
          resultOf({ rest: { suppressions: [{ kind: "inSource", justification: "ours" }] } }),
          resultOf({ rest: { suppressions: [{ kind: "external", status: "rejected" }] } }),
          resultOf({ rest: { kind: "fail", suppressions: [] } }),
        ]),
      ),
    );

    expect(run).toMatchObject({ tool: "checkov", suppressed: 1, unfinished: false });
    expect(run?.results).toHaveLength(2);
  });

  it("takes of trivy's text what is wrong", () => {
    const message = {
      text: "Artifact: main.tf\nType: terraform\nVulnerability AVD-AWS-0066\nSeverity: LOW\nMessage: Function does not have tracing enabled.\nLink: [AVD-AWS-0066](https://avd.aquasec.com/misconfig/avd-aws-0066)",
    };

    expect(only({ message })?.message).toBe("Function does not have tracing enabled.");
  });

  it("fills a message that its rule has", () => {
    const rules = [{ id: "R1", messageStrings: { open: { text: "Port {0} is open to {1}, {2}." } } }];

    expect(only({ message: { id: "open", arguments: ["22", "all"] } }, rules)?.message).toBe(
      "Port 22 is open to all, {2}.",
    );
  });

  it("finds the rule by its index, and its name by itself", () => {
    const rules = [{ id: "A" }, { id: "B", shortDescription: { text: "Says B" } }];

    expect(only({ ruleId: undefined, ruleIndex: 1, message: {} }, rules)).toMatchObject({
      rule: "B",
      message: "Says B",
    });
  });

  it("has files as paths, whatever they are written as", () => {
    const files = sarifRuns(
      "a.sarif",
      logOf(
        runOf(
          "trivy",
          ["main.tf", "file:///srv/a%20b/main.tf", "100%.tf"].map((file) => resultOf({ file, line: 3 })),
          [],
          { originalUriBaseIds: { ROOTPATH: { uri: "file:///srv/repo" } } },
        ),
      ),
    )[0]?.results.map(({ file }) => file);
    const inRoot = { physicalLocation: { artifactLocation: { uri: "main.tf", uriBaseId: "ROOTPATH" } } };
    const [run] = sarifRuns(
      "a.sarif",
      logOf(
        runOf("trivy", [resultOf({ rest: { locations: [inRoot] } })], [], {
          originalUriBaseIds: { ROOTPATH: { uri: "file:///srv/repo" } },
        }),
      ),
    );

    expect(files).toEqual(["main.tf", "/srv/a b/main.tf", "100%.tf"]);
    expect(run?.results[0]?.file).toBe("/srv/repo/main.tf");
  });

  it.each([
    [{ tool: null, results: [null, 1, "x", [], {}] }],
    [{ tool: { driver: { name: 7, rules: [null, 3, { id: {} }] } }, results: [{ ruleId: 5, message: "text" }] }],
    [{ results: [{ locations: [{ physicalLocation: { region: { startLine: -1 } } }], properties: [1] }] }],
    [{ results: [{ locations: { physicalLocation: "x" }, message: { text: { a: 1 } }, suppressions: 3 }] }],
    [{ invocations: [null, { executionSuccessful: "no" }], originalUriBaseIds: 3, results: "none" }],
  ])("reads what has another shape than it should as something that says little: %j", (run) => {
    for (const { tool, results } of sarifRuns("a.sarif", JSON.stringify({ version: "2.1.0", runs: [run] }))) {
      expect(tool).toBe("a scanner without a name");
      for (const result of results) expect(result).toMatchObject({ severity: "medium", line: undefined });
    }
  });

  it("says that a scanner did not finish, and that tflint's errors are tflint's", () => {
    const runs = sarifRuns(
      "a.sarif",
      logOf(runOf("Trivy", [], [], { invocations: [{ executionSuccessful: false }] }), runOf("tflint-errors", [])),
    );

    expect(runs.map(({ tool, unfinished }) => [tool, unfinished])).toEqual([
      ["trivy", true],
      ["tflint", false],
    ]);
  });
});
