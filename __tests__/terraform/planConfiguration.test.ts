import { describe, expect, it } from "@jest/globals";
import { createLinks } from "../../terraform/links.ts";
import { createUnknowns } from "../../terraform/planConfiguration.ts";

/** A function in a module for each key, on a provider that another such module hands out. */
const configuration = {
  root_module: {
    module_calls: {
      capacity: {
        module: {
          resources: [{ address: "aws_lambda_capacity_provider.this" }],
          outputs: { arn: { expression: { references: ["aws_lambda_capacity_provider.this.arn"] } } },
        },
      },
      video: {
        expressions: { provider: { references: ["module.capacity", "each.key"] } },
        module: {
          resources: [
            { address: "aws_lambda_function.api", expressions: { provider_arn: { references: ["var.provider.arn"] } } },
            { address: "aws_lambda_alias.live", expressions: { target: { references: ["aws_lambda_function.api"] } } },
          ],
        },
      },
    },
  },
};

const PROVIDER = "aws_lambda_capacity_provider.this";
const SUBNET = "aws_subnet.a";

/** What a function's `provider` is in the module that a root hands it to. */
function handed(given: readonly string[], asked: readonly string[]): unknown {
  const { capacity, video } = configuration.root_module.module_calls;
  const outputs = {
    ...capacity.module.outputs,
    subnet: { expression: { references: ["aws_subnet.a.id", "aws_subnet.a"] } },
    region: { expression: { constant_value: "eu-west-1" } },
  };
  const resources = [{ address: "aws_lambda_function.api", expressions: { given: { references: asked } } }];
  const module_calls = {
    capacity: { module: { ...capacity.module, outputs } },
    video: { ...video, expressions: { provider: { references: given } }, module: { resources } },
  };
  return createUnknowns({ root_module: { module_calls } })({}, 'module.video["eu"].aws_lambda_function.api').given;
}

describe("what one module hands to another", () => {
  it.each<[string, readonly string[], readonly string[], unknown]>([
    [
      "by the output of an instance",
      ['module.capacity["eu"].arn'],
      ["var.provider"],
      `\${module.capacity["eu"].${PROVIDER}.arn}`,
    ],
    [
      "as a whole, of which one output is asked",
      ["module.capacity"],
      ["var.provider.arn"],
      `\${module.capacity.${PROVIDER}.arn}`,
    ],
    [
      "by a key that is an expression, which does not say the output",
      ["module.capacity", "each.key"],
      ["var.provider"],
      [`\${module.capacity.${PROVIDER}.arn}`, `\${module.capacity.${SUBNET}.id}`],
    ],
    ["as a whole without such an output", ["module.capacity"], ["var.provider.name"], undefined],
  ])("%s, is found", (_, given, asked, value) => {
    expect(handed(given, asked)).toEqual(value);
  });
});

describe("what a plan does not know yet", () => {
  it.each(["eu", "10.0.0.0/16", "a]b", String.raw`x\"y[0]`])("is found in the module of the key %s", (key) => {
    const address = (name: string) => `module.video["${key}"].${name}`;
    const fn = { stack: "dev", address: address("aws_lambda_function.api"), type: "aws_lambda_function", values: {} };
    const alias = address("aws_lambda_alias.live");

    const { target } = createUnknowns(configuration)({}, alias);
    const links = createLinks([{ name: "dev", blocks: [fn], outputs: new Map() }]);

    expect(target).toBe(`\${${fn.address}}`);
    expect(links.one({ ...fn, address: alias }, target, "aws_lambda_function")).toBe(fn);
  });
});
