import { describe, expect, it } from "@jest/globals";
import { parseArguments, verbOf } from "../../../scripts/deploy/arguments.ts";

describe("what is typed behind the command", () => {
  it.each([
    ["deploy", "deploy"],
    ["apply", "deploy"],
    ["diff", "diff"],
    ["plan", "diff"],
    ["destroy", "destroy"],
  ])("%s is done here, as %s", (word, verb) => expect(verbOf(word)).toBe(verb));

  it.each(["synth", "output", "--help", "constructor", undefined])("%s is cdktf-cli's", (word) => {
    expect(verbOf(word)).toBeUndefined();
  });

  it("is stacks and options in any order", () => {
    const words = [
      "dev-*",
      "--auto-approve",
      "prod-data",
      "--outputs-file=o.json",
      "--skip-synth",
      "--ignore-missing-stack-dependencies",
    ];

    expect(parseArguments("deploy", words)).toEqual({
      verb: "deploy",
      patterns: ["dev-*", "prod-data"],
      autoApprove: true,
      skipSynth: true,
      outputsFile: "o.json",
    });
  });

  it("takes the file of the outputs as the next word too", () => {
    expect(parseArguments("deploy", ["a", "--outputs-file", "o.json"])).toMatchObject({
      patterns: ["a"],
      outputsFile: "o.json",
    });
  });

  it.each([
    ["deploy", ["a", "--parallelism", "2"], "deploy: unknown option --parallelism; allowed are --auto-approve, "],
    ["deploy", ["a", "-y"], "deploy: unknown option -y; allowed are --auto-approve, "],
    ["diff", ["a", "--auto-approve"], "diff: unknown option --auto-approve; allowed are --skip-synth, "],
    ["destroy", ["a", "--outputs-file", "o"], "destroy: unknown option --outputs-file; allowed are --auto-approve, "],
    ["deploy", ["a", "--auto-approve=no"], "deploy: --auto-approve, got --auto-approve=no"],
    ["deploy", ["a", "--outputs-file"], "deploy: --outputs-file <file>, got --outputs-file"],
    ["deploy", [], "deploy: which stacks? Such as: npm run cdktf -- deploy 'dev-*'"],
    ["destroy", ["--auto-approve"], "destroy: which stacks? Such as: npm run cdktf -- destroy 'dev-*'"],
  ] as const)("%s %j is refused in one line", (verb, words, message) => {
    expect(() => parseArguments(verb, words)).toThrow(message);
  });
});
