// Two stacks as synth would write them, small enough for a test: log groups that are created one after the other.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const reference = (path: string) => `\${${path}}`;
const group = (name: string, after?: string) => ({ name, ...(after !== undefined && { depends_on: [after] }) });

const terraform = (stack: string) => ({
  required_providers: { aws: { source: "hashicorp/aws", version: "6.66.0" } },
  backend: { local: { path: `../../../terraform.${stack}.tfstate` } },
});

const TEMPLATES = {
  "test-first": {
    provider: { aws: [{ region: "us-east-1" }] },
    terraform: terraform("test-first"),
    resource: {
      aws_cloudwatch_log_group: {
        a: group("a"),
        b: group("b", "aws_cloudwatch_log_group.a"),
        c: group("c", "aws_cloudwatch_log_group.b"),
      },
    },
    output: { last: { value: reference("aws_cloudwatch_log_group.c.name") } },
  },
  "test-second": {
    provider: { aws: [{ region: "us-east-1" }] },
    terraform: terraform("test-second"),
    data: {
      terraform_remote_state: {
        "cross-stack-reference-input-test-first": {
          backend: "local",
          config: { path: "../../../terraform.test-first.tfstate" },
        },
      },
    },
    resource: {
      aws_cloudwatch_log_group: {
        d: group(`${reference("data.terraform_remote_state.cross-stack-reference-input-test-first.outputs.last")}-d`),
      },
    },
  },
} as const;

/** Writes both below `<folder>/app/cdktf.out`, whose path is returned; states come into `<folder>/app`. */
export function writeInterruptedApp(folder: string): string {
  const out = join(folder, "app", "cdktf.out");
  const stacks = Object.fromEntries(
    Object.entries(TEMPLATES).map(([name, template]) => {
      const path = join("stacks", name);
      mkdirSync(join(out, path), { recursive: true });
      writeFileSync(join(out, path, "cdk.tf.json"), JSON.stringify(template));
      const dependencies = name === "test-second" ? ["test-first"] : [];
      return [name, { name, synthesizedStackPath: join(path, "cdk.tf.json"), dependencies }];
    }),
  );
  writeFileSync(join(out, "manifest.json"), JSON.stringify({ stacks }));
  return out;
}

const json = (path: string): Record<string, unknown> => {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  } catch {
    return {};
  }
};

/** Names of the log groups that exist. */
export const existing = (world: string): string[] =>
  Object.values(json(world))
    .map((entry) => String((entry as { readonly state: { readonly name: string } }).state.name))
    .sort();

/** Names of the log groups that the states know. */
export const known = (folder: string): string[] =>
  Object.keys(TEMPLATES)
    .flatMap((stack) => {
      const { resources = [] } = json(join(folder, "app", `terraform.${stack}.tfstate`)) as {
        readonly resources?: readonly {
          readonly mode: string;
          readonly instances: readonly { readonly attributes: { readonly name: string } }[];
        }[];
      };
      return resources.filter(({ mode }) => mode === "managed").flatMap(({ instances }) => instances);
    })
    .map(({ attributes }) => attributes.name)
    .sort();
