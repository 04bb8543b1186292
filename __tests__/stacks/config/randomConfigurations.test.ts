// 100 configurations that are accepted, with texts that mean something elsewhere: whatever is accepted, AWS and Terraform
// take too. CONFIG_SEED=<number> repeats a run.
import { rmSync } from "node:fs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, describe, expect, it } from "@jest/globals";
import { randomConfigurations } from "../../../scripts/randomConfigurations/configuration.ts";
import { managedFunctionsOf } from "../../../stacks/config/managedFunctions.ts";
import type { EnvironmentConfig } from "../../../stacks/config/schema.ts";
import { beyondAws } from "../../support/aws/awsLimits.ts";
import { SEED as RUN_SEED } from "../../support/seed.ts";
import { evaluated, strangeExpressions } from "../../support/stacks/expressions.ts";
import { fakeArchives, removeTemporaryFolders, type Synthesised, synthesise } from "../../support/stacks/template.ts";

const SEED = Number(process.env.CONFIG_SEED ?? RUN_SEED);
const COUNT = 100;
process.stderr.write(`random configurations: CONFIG_SEED=${SEED}\n`);

afterAll(removeTemporaryFolders);

/** What the configuration says and what Terraform is told of it, where texts are free. */
function* lostTexts(config: EnvironmentConfig, synthesised: Synthesised): Generator<[unknown, unknown]> {
  const service = synthesised.stack(`${config.name}-service`);
  const [
    {
      default_tags: [defaults],
    },
  ] = service.providers.aws as unknown as [{ default_tags: [{ tags?: object }] }];
  yield [config.tags, evaluated(defaults.tags ?? {})];
  const { authorizer } = config.httpApi;
  if (authorizer.type === "jwt") {
    const { jwt_configuration: jwt } = service.resource("aws_apigatewayv2_authorizer");
    yield [{ issuer: authorizer.issuer, audience: authorizer.audience }, evaluated(jwt)];
  }
  const items = service.resources<{ item: string }>("aws_dynamodb_table_item");
  for (const { id, windows } of managedFunctionsOf(config)) {
    const item = items.find(({ address }) => address.startsWith(`aws_dynamodb_table_item.${id}-`));
    if (item) yield [windows, unmarshall(JSON.parse(evaluated(item.item))).windows];
  }
  const { backend } = config;
  if (backend.type === "s3") {
    const { s3 } = evaluated(service.terraform.backend) as Record<string, Record<string, string>>;
    yield [`${backend.keyPrefix}/${config.name}-service.tfstate`, s3?.key];
  }
}

describe(`${COUNT} configurations that are accepted with seed ${SEED}`, () => {
  const archives = fakeArchives();
  const configurations = randomConfigurations(SEED, COUNT);

  it("hold texts that Terraform would interpret", () => {
    expect(JSON.stringify(configurations)).toMatch(/[$%]\{/);
  });

  it("are synthesised to what AWS accepts, and to no expression but the stacks' own", () => {
    for (const [index, config] of configurations.entries()) {
      const synthesised = synthesise([config], archives);
      const wrong = synthesised.stacks.flatMap((stack) => [...beyondAws(stack), ...strangeExpressions(stack.text)]);
      const lost = [...lostTexts(config, synthesised)];
      rmSync(synthesised.folder, { recursive: true, force: true });
      expect({ index, wrong }).toEqual({ index, wrong: [] });
      for (const [written, read] of lost) expect(read).toEqual(written);
    }
  }, 300_000);
});
