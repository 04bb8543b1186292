import { afterAll, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { describeBoundaries } from "../../support/stacks/boundaries.ts";
import { environmentInput } from "../../support/stacks/environments.ts";
import { withWords } from "../../support/stacks/ownFunctions.ts";
import { ref, removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

const version = (region: string) => `arn:aws:lambda:${region}::runtime:${"0f".repeat(32)}`;
const PYTHON = withWords({ handler: undefined, code: "./words.zip", entry: "words.handler", runtime: "python3.14" });
const define = (name: string, update: string) =>
  defineEnvironment(environmentInput({ name, runtime: { name: "nodejs24.x", update }, ...PYTHON }));
const synthesised = synthesise([
  define("auto", "auto"),
  define("change", "function-update"),
  define("pinned", version("eu-west-1")),
]);
afterAll(removeTemporaryFolders);

interface Pin {
  readonly function_name: string;
  readonly update_runtime_on: string;
  readonly runtime_version_arn?: string;
}

/** Of each function of an environment, by what it is called without the environment. */
function pins(environment: string) {
  const stack = synthesised.stack(`${environment}-service`);
  const functions = stack.resources<{ function_name: string }>("aws_lambda_function");
  const found = stack.resources<Pin>("aws_lambda_runtime_management_config");
  return Object.fromEntries(
    functions.map((one) => {
      const pin = found.find(({ function_name: of }) => of === ref(one, "function_name"));
      return [one.function_name.split("-").at(-1), pin && [pin.update_runtime_on, pin.runtime_version_arn]];
    }),
  );
}

it("is Lambda's own affair where nothing is said", () => {
  expect(Object.values(pins("auto")).filter(Boolean)).toEqual([]);
});

it("holds for every function, whatever it is written in, with the next change of the function", () => {
  const change = ["FunctionUpdate", undefined];
  expect(pins("change")).toEqual({ api: change, processor: change, scaler: change, dispatcher: change, words: change });
});

it("holds for functions of the environment's runtime when it names a version of that", () => {
  const pinned = ["Manual", version("eu-west-1")];
  expect(pins("pinned")).toEqual({
    api: pinned,
    processor: pinned,
    scaler: pinned,
    dispatcher: pinned,
    words: undefined,
  });
});

const runtime = (update: string) => ({ runtime: { name: "nodejs24.x", update } });
const MUST =
  "must be auto, function-update, or the ARN of a runtime's version, arn:aws:lambda:<Region>::runtime:<64 hexadecimal digits>";
describeBoundaries([
  {
    rule: "a runtime is updated by itself, with the function, or is a version in the Region",
    allowed: [{ runtime: "nodejs22.x" }, runtime("auto"), runtime("function-update"), runtime(version("eu-west-1"))],
    refused: [
      [runtime("never"), `runtime.update: ${MUST}, got "never"`],
      [runtime(version("us-east-1")), `runtime.update: must be a version in eu-west-1, got ${version("us-east-1")}`],
    ],
  },
]);
