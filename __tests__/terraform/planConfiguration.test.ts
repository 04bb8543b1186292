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
