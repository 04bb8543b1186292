// Reads the Terraform that the stacks synthesise, as plain JSON.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp, type LeavingZones } from "../../../stacks/app.ts";
import { ownFunctionsOf } from "../../../stacks/config/functions.ts";
import type { EnvironmentConfig } from "../../../stacks/config/schema.ts";
import { FUNCTIONS, type FunctionId } from "../../../stacks/service/functions.ts";

type Fields = Record<string, unknown>;
type Blocks = Record<string, Record<string, Fields>>;

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Output {
  readonly value: unknown;
  readonly description?: string;
  readonly sensitive?: boolean;
}

/** A resource as Terraform reads it, with its address in the stack. */
export type Resource<T = Fields> = T & { readonly address: string };

/** What tests look at of a function. */
export interface LambdaFunction {
  readonly function_name: string;
  readonly role: string;
  readonly runtime: string;
  readonly source_code_hash: string;
  readonly depends_on: readonly string[];
  readonly environment: { readonly variables: Readonly<Record<string, string>> };
}

/** What no function on ordinary Lambda has. */
export const NOT_ORDINARY = ["capacity_provider_config", "publish", "publish_to"];

/** Where a synthesised stack's `address` is referred to: `ref(function, "arn")` is `${aws_lambda_function.x.arn}`. */
export const ref = ({ address }: { address: string }, attribute: string): string => `\${${address}.${attribute}}`;

/** What Terraform asks AWS for, in every stack. */
export const ACCOUNT_ID = ref({ address: "data.aws_caller_identity.account" }, "account_id");
export const PARTITION = ref({ address: "data.aws_partition.partition" }, "partition");

/** What another stack hands over, such as `aws_subnetprivate-eu-west-1aid`. */
export const handedOver = (stack: string, output: string): string =>
  ref(
    { address: `data.terraform_remote_state.cross-stack-reference-input-${stack}.outputs` },
    `cross-stack-output-${output}`,
  );

const listed = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : ([value].flat() as T[]);

/** A statement's actions and resources, which IAM lets be one or many. */
export const actionsOf = ({ Action }: Statement): readonly string[] => listed(Action);
export const resourcesOf = ({ Resource }: Statement): readonly string[] => listed(Resource);

const statementsIn = (document: string): Statement[] => [...listed(JSON.parse(document).Statement as Statement[])];

/** One stack's cdk.tf.json. */
export class Template {
  readonly name: string;
  readonly text: string;
  readonly #json: Fields;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
    this.#json = JSON.parse(text) as Fields;
  }

  /** All resources of a type, or all there are. */
  resources<T = Fields>(type?: string): Resource<T>[] {
    return Object.entries((this.#json.resource ?? {}) as Blocks)
      .filter(([name]) => type === undefined || name === type)
      .flatMap(([name, blocks]) =>
        Object.entries(blocks).map(([id, { "//": _metadata, ...block }]) => ({
          ...(block as T),
          address: `${name}.${id}`,
        })),
      );
  }

  /** The one resource of a type, or the one among them that has these values. */
  resource<T = Fields>(type: string, having: Fields = {}): Resource<T> {
    const found = this.resources<T>(type).filter((resource) =>
      Object.entries(having).every(([key, value]) => (resource as Fields)[key] === value),
    );
    const [only] = found;
    if (!only || found.length > 1) {
      throw new Error(`${this.name}: ${found.length} ${type} with ${JSON.stringify(having)}, not one`);
    }
    return only;
  }

  get outputs(): Readonly<Record<string, Output>> {
    return (this.#json.output ?? {}) as Record<string, Output>;
  }

  get terraform() {
    return this.#json.terraform as {
      readonly backend: Record<string, Fields>;
      readonly required_version: string;
      readonly required_providers: Record<string, { readonly source: string; readonly version: string }>;
    };
  }

  get providers(): Record<string, Fields[]> {
    return this.#json.provider as Record<string, Fields[]>;
  }

  /** What a role may do, over all its policies. */
  statementsOf(roleName: string): Statement[] {
    const role = this.resource("aws_iam_role", { name: roleName });
    return this.resources<{ role: string; policy: string }>("aws_iam_role_policy")
      .filter(({ role: of }) => of === ref(role, "name"))
      .flatMap(({ policy }) => statementsIn(policy));
  }

  /** Every statement of every policy of a role. */
  get statements(): Statement[] {
    return this.resources<{ policy: string }>("aws_iam_role_policy").flatMap(({ policy }) => statementsIn(policy));
  }

  /** Who may take each role. */
  get trust(): { readonly role: string; readonly statements: Statement[] }[] {
    return this.resources<{ name: string; assume_role_policy: string }>("aws_iam_role").map((role) => ({
      role: role.name,
      statements: statementsIn(role.assume_role_policy),
    }));
  }
}

export interface Synthesised {
  readonly folder: string;
  /** In alphabetical order. */
  readonly stacks: readonly Template[];
  /** @throws Error if there is no such stack */
  stack(name: string): Template;
}

/** Temporary folders of this test file; remove them when it is done. */
const folders: string[] = [];

export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "template-")));
  folders.push(folder);
  return folder;
}

export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Small stand-ins for the functions' archives: always the same bytes, in a folder of their own. */
export function fakeArchives(): Record<FunctionId, string> {
  const folder = temporaryFolder();
  return Object.fromEntries(
    FUNCTIONS.map((id) => {
      const path = join(folder, `${id}.zip`);
      writeFileSync(path, `archive of ${id}`);
      return [id, path];
    }),
  ) as Record<FunctionId, string>;
}

/** Each value that cdktf makes notes where it was made; a quarter of a synthesis goes into such texts, which no test reads. */
function withoutTraces(synthesise: () => void): void {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (error, frames) => {
    if (!(error instanceof Error)) return "";
    return prepareStackTrace?.(error, frames) ?? [String(error), ...frames].join("\n    at ");
  };
  try {
    synthesise();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** Stand-ins for what a team's own functions are made of. */
function fakeOwnArchives(environments: readonly EnvironmentConfig[]): Record<string, string> {
  const sources = environments.flatMap((environment) => ownFunctionsOf(environment));
  const archive = join(temporaryFolder(), "own.zip");
  writeFileSync(archive, "archive of a function of a team's own");
  return Object.fromEntries(sources.map(([, { handler, code }]) => [handler ?? code ?? "", archive]));
}

/** Synthesises the environments into a temporary folder. Takes about half a second for each: do it once per test file. */
export function synthesise(
  environments: readonly EnvironmentConfig[],
  archives = fakeArchives(),
  leaving: LeavingZones = {},
): Synthesised {
  const folder = join(temporaryFolder(), "out");
  mkdirSync(folder);
  const ownArchives = fakeOwnArchives(environments);
  withoutTraces(() => createApp({ environments, archives, ownArchives, outFolder: folder, leaving }).synth());
  const stacks = readdirSync(join(folder, "stacks"))
    .toSorted()
    .map((name) => new Template(name, readFileSync(join(folder, "stacks", name, "cdk.tf.json"), "utf8")));
  return {
    folder,
    stacks,
    stack(name) {
      const found = stacks.find((stack) => stack.name === name);
      if (!found) throw new Error(`no stack ${name}; there are ${stacks.map((stack) => stack.name).join(", ")}`);
      return found;
    },
  };
}
