// The local system, run in this process from a synthesised folder from which statements of its policies were taken.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createNarration } from "../../../local/narration.ts";
import { openPorts } from "../../../local/servers.ts";
import { type LocalSystem, startSystem } from "../../../local/system.ts";
import { createResolver } from "../../../local/terraform/resolve.ts";
import { loadSynthesized, type Synthesized } from "../../../local/terraform/synthesized.ts";
import { temporaryFolder } from "./system.ts";

/** A statement of a role's policy, or all of a function's permission. */
export interface Removable {
  readonly stack: string;
  readonly type: "aws_iam_role_policy" | "aws_lambda_permission";
  /** The resource's name in its stack. */
  readonly resource: string;
  /** The statement's place in the policy. */
  readonly index: number;
  /** Of the role, or of the function. */
  readonly holder: string;
  /** The Sid, or the index. */
  readonly statement: string;
  readonly actions: readonly string[];
}

interface Statement {
  readonly Sid?: string;
  readonly Action: string | readonly string[];
}

const statementsOf = (policy: unknown): Statement[] =>
  (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;

/** Everything that the synthesised policies allow. */
export async function removables(folder: string, environment: string): Promise<Removable[]> {
  const synthesized: Synthesized = await loadSynthesized(folder, environment);
  const resolver = createResolver(synthesized);
  const ofRoles = synthesized.resources("aws_iam_role_policy").flatMap((resource) =>
    statementsOf(resource.config.policy).map(({ Sid, Action }, index) => ({
      stack: resource.stack,
      type: "aws_iam_role_policy" as const,
      resource: resource.name,
      index,
      holder: String(resolver.attribute(resource, "role")),
      statement: Sid ?? String(index),
      actions: [Action].flat(),
    })),
  );
  const ofFunctions = synthesized.resources("aws_lambda_permission").map((resource) => ({
    stack: resource.stack,
    type: "aws_lambda_permission" as const,
    resource: resource.name,
    index: 0,
    holder: String(resolver.attribute(resource, "function_name")),
    statement: String(resolver.attribute(resource, "statement_id")),
    actions: [String(resolver.attribute(resource, "action"))],
  }));
  return [...ofRoles, ...ofFunctions];
}

/** A copy of the folder without them. */
function without(removed: readonly Removable[], folder: string, copy: string): void {
  cpSync(folder, copy, { recursive: true });
  for (const stack of readdirSync(join(copy, "stacks"))) {
    const path = join(copy, "stacks", stack, "cdk.tf.json");
    const template = JSON.parse(readFileSync(path, "utf8"));
    for (const { type, resource, index } of removed.filter((one) => one.stack === stack)) {
      const blocks = template.resource[type];
      if (type === "aws_lambda_permission") delete blocks[resource];
      else {
        const left = statementsOf(blocks[resource].policy).filter((_, place) => place !== index);
        blocks[resource].policy = JSON.stringify({ Version: "2012-10-17", Statement: left });
      }
    }
    // A failed event is given up at once, where it would be tried again for minutes.
    for (const block of Object.values(template.resource.aws_lambda_function_event_invoke_config ?? {}))
      Object.assign(block as object, { maximum_retry_attempts: 0 });
    writeFileSync(path, JSON.stringify(template));
  }
}

export interface Run extends LocalSystem {
  /** What the run has told of permissions so far. */
  denials(): string[];
  /** Everything that it has told so far, for messages. */
  output(): string;
}

/** Runs what is in the folder, without these statements: at most one of each policy. */
export async function runWithout(removed: readonly Removable[], folder: string, environment: string): Promise<Run> {
  const data = temporaryFolder();
  const outFolder = join(data, "out");
  without(removed, folder, outFolder);
  const lines: string[] = [];
  const ports = await openPorts({ awsPort: 0, apiPort: 0 });
  const options = { environment, launchSeconds: 0, workers: 1, fresh: [], tickOnce: true, awsPort: 0, apiPort: 0 };
  const system = await startSystem(
    { ...options, dataFolder: join(data, "data"), outFolder },
    ports,
    createNarration((line) => lines.push(line)),
  );
  return {
    ...system,
    denials: () => lines.filter((line) => / {2}permissions /.test(line)),
    output: () => lines.join("\n"),
    stop: async () => {
      await system.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
