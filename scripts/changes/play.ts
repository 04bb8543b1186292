// One pair through the command's own code, with whatever terraform is on the PATH: deployed, reviewed, changed, looked at again.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { readPlans } from "../../plan/read/readPlan.ts";
import type { Severity } from "../../plan/rules/finding.ts";
import { SEVERITIES } from "../../plan/rules/finding.ts";
import { reviewedOf } from "../../plan/rules/reviewed.ts";
import { findingsOf } from "../../plan/rules/rule.ts";
import { RULES } from "../../plan/rules.ts";
import { createApp } from "../../stacks/app.ts";
import { defineEnvironment } from "../../stacks/config/environment.ts";
import type { FunctionId } from "../../stacks/service/functions.ts";
import { listStacksOf, readStacks } from "../../terraform/manifest.ts";
import { buildOwnArchives } from "../build/ownBundles.ts";
import type { Arguments } from "../deploy/arguments.ts";
import { inOrder } from "../deploy/choice.ts";
import type { Context } from "../deploy/context.ts";
import { deploy } from "../deploy/deploy.ts";
import { destroy } from "../deploy/destroy.ts";
import { firstError } from "../deploy/firstError.ts";
import { createScreen } from "../deploy/screen.ts";
import { managedIn, type State } from "../deploy/state.ts";
import { createStop } from "../deploy/stop.ts";
import { createTerraform } from "../deploy/terraform.ts";
import { init, plan, withPlans } from "../lmi/plan/terraform.ts";
import { cliErrorOf } from "../roomErrors.ts";
import { type Changes, varied } from "./base.ts";
import type { Pair } from "./pair.ts";
import { brokenMoments } from "./watch.ts";

export interface Played {
  readonly name: string;
  readonly fields: readonly string[];
  readonly end: "refused" | "applied";
  readonly steps: number;
  /** Why it was refused. */
  readonly refusal?: string;
  /** Managed functions of which a new version is published. */
  readonly publishes: readonly string[];
  /** By type, what the change did. */
  readonly did: Readonly<Record<string, { created: number; changed: number; destroyed: number }>>;
  /** The review's worst, and the rules that said it. */
  readonly review: { readonly worst: Severity | "none"; readonly rules: readonly string[]; readonly failed?: string };
  /** What must not have been: empty where all is well. */
  readonly wrong: readonly string[];
  readonly seconds: number;
}

export interface Place {
  /** Empty, and this run's own. */
  readonly root: string;
  /** What the stand-in provider remembers of all that exists. */
  readonly world: string;
  readonly archives: Readonly<Record<FunctionId, string>>;
}

const ENVIRONMENT = "dev";
const LAYERS = ["data", "network", "service", "operations"].map((layer) => `${ENVIRONMENT}-${layer}`);

function contextOf({ root, archives }: Place, changes: readonly (Changes | undefined)[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = { out: "", errors: "" };
  stdout.on("data", (chunk: Buffer) => {
    printed.out += chunk.toString();
  });
  stderr.on("data", (chunk: Buffer) => {
    printed.errors += chunk.toString();
  });
  const screen = createScreen(stdout, stderr);
  const stop = createStop({ screen });
  const outFolder = join(root, "cdktf.out");
  const context: Context = {
    screen,
    stop,
    stdin: new PassThrough(),
    terraform: createTerraform({ program: "terraform", env: process.env, colour: false, screen, stop }),
    async synthesise(variables = {}) {
      const leaving = JSON.parse(variables.LMI_LEAVING_ZONES ?? "{}");
      mkdirSync(outFolder, { recursive: true });
      const environments = [defineEnvironment(varied(...changes))];
      const ownArchives = await buildOwnArchives(environments);
      createApp({ environments, archives, ownArchives, outFolder, leaving }).synth();
      return readStacks(outFolder);
    },
    synthesised: () => readStacks(outFolder),
  };
  return { context, printed };
}

const ARGUMENTS: Arguments = { verb: "deploy", patterns: [`${ENVIRONMENT}-*`], autoApprove: true, skipSynth: false };

interface Deployed {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

async function deployed(place: Place, changes: readonly (Changes | undefined)[]): Promise<Deployed> {
  const { context, printed } = contextOf(place, changes);
  try {
    const code = await deploy(context, ARGUMENTS);
    return { code, ...printed };
  } catch (error) {
    const failure = cliErrorOf(error);
    if (!failure) throw error;
    return { code: failure.exitCode, out: printed.out, errors: `${printed.errors}${failure.message}\n` };
  }
}

const stateOf = ({ root }: Place, stack: string): State | undefined => {
  const path = join(root, `terraform.${stack}.tfstate`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as State) : undefined;
};

const existingIn = (place: Place): Set<string> =>
  new Set(LAYERS.flatMap((stack) => managedIn(stateOf(place, stack)).map(({ type, name }) => `${type}.${name}`)));

/** When plans are reviewed: at noon no window of the pairs is open, whenever they are played. */
const AT = Date.UTC(2027, 0, 6, 12);

async function reviewed(place: Place, changes: readonly (Changes | undefined)[]): Promise<Played["review"]> {
  const { context } = contextOf(place, changes);
  await context.synthesise();
  const sources: { file: string; bytes: Uint8Array }[] = [];
  let failed: string | undefined;
  const terraform = { program: "terraform", lock: true, env: process.env };
  await withPlans(process.env, async (work) => {
    // Each by itself, as it would be planned first.
    for (const stack of inOrder(await listStacksOf(join(place.root, "cdktf.out"), ENVIRONMENT))) {
      const unready = await init(terraform, stack);
      const { bytes, failure } = unready ? { failure: unready } : await plan(terraform, stack, join(work, stack.name));
      if (failure)
        failed = `${stack.name}: ${failure.step} failed: ${firstError({ stderr: failure.said, stdout: "" })}`;
      else if (bytes) sources.push({ file: `${stack.name}.plan.json`, bytes });
    }
  });
  const reviewed = reviewedOf({ plans: readPlans(sources), at: AT });
  const findings = findingsOf(RULES, reviewed);
  const worst = SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? "none";
  const rules = [...new Set(findings.filter(({ severity }) => severity === worst).map(({ rule }) => rule))];
  return { worst, rules, ...(failed !== undefined && { failed }) };
}

const DID =
  /^(?:\s*)# (\S+?)\.\S+ (?:\(deposed object \w+\) )?(?:will be|must be) (created|updated in-place|destroyed|replaced)/;

/** A plan's text about one managed function, and in it that a version is published: a change of tags publishes none. */
const MANAGED = /^aws_lambda_function\.(\w+?)_managed_function/;
const PUBLISHED = /^ +[~+] version +=.*\(known after apply\)$/m;

const publishesIn = (output: string): string[] => [
  ...new Set(
    output.split("\n  # ").flatMap((block) => (PUBLISHED.test(block) ? (MANAGED.exec(block)?.slice(1, 2) ?? []) : [])),
  ),
];

function didIn(output: string): Played["did"] {
  const did: Record<string, { created: number; changed: number; destroyed: number }> = {};
  for (const line of output.split("\n")) {
    const [, type, what] = DID.exec(line) ?? [];
    if (!type) continue;
    did[type] ??= { created: 0, changed: 0, destroyed: 0 };
    const counts = did[type];
    if (what === "created" || what === "replaced") counts.created += 1;
    if (what === "destroyed" || what === "replaced") counts.destroyed += 1;
    if (what === "updated in-place") counts.changed += 1;
  }
  return did;
}

/** Deploys what a pair starts from; what it left is kept in `snapshot` and taken from there the next time. */
async function start(place: Place, { from }: Pair, snapshot: string): Promise<void> {
  const { root, world } = place;
  rmSync(root, { recursive: true, force: true });
  rmSync(world, { force: true });
  if (existsSync(snapshot)) {
    cpSync(join(snapshot, "root"), root, { recursive: true });
    cpSync(join(snapshot, "world"), world);
    return;
  }
  mkdirSync(root, { recursive: true });
  const first = await deployed(place, [from]);
  if (first.code !== 0) throw new Error(`the first deployment failed: ${first.errors}${first.out.slice(-2_000)}`);
  cpSync(root, join(snapshot, "root"), { recursive: true });
  cpSync(world, join(snapshot, "world"));
}

const WAY = /npm run cdktf -- destroy ([\w -]+); then/;

/** Goes the way that a refusal names: lines unless it ends where it says, all applied and the tables as they were. */
async function wayOut(place: Place, { from, to }: Pair, refusal: string): Promise<string[]> {
  const [, gone] = WAY.exec(refusal) ?? [];
  if (!gone) return [];
  const { context, printed } = contextOf(place, [from]);
  const tables = () => JSON.stringify(managedIn(stateOf(place, `${ENVIRONMENT}-data`)));
  const before = tables();
  const destroyed = await destroy(context, { ...ARGUMENTS, verb: "destroy", patterns: gone.split(" ") });
  const anew = await deployed(place, [from, to]);
  return [
    ...(destroyed === 0 ? [] : [`the way out: not destroyed: ${printed.errors}`]),
    ...(anew.code === 0 ? [] : [`the way out: not deployed: ${anew.errors}`]),
    ...(tables() === before ? [] : ["the way out: tables changed"]),
  ];
}

export async function play(place: Place, pair: Pair, snapshot: string): Promise<Played> {
  const began = performance.now();
  await start(place, pair, snapshot);
  const changes = [pair.from, pair.to];
  const review = await reviewed(place, changes);
  const before = LAYERS.map((stack) => JSON.stringify(stateOf(place, stack)));
  const existing = existingIn(place);
  const change = await deployed(place, changes);
  const wrong = [...brokenMoments(change.out, existing)];
  const isSame = LAYERS.every((stack, index) => JSON.stringify(stateOf(place, stack)) === before[index]);
  const end = change.code === 0 ? "applied" : "refused";
  const steps = end === "refused" ? 0 : Number(/step 1 of (\d)/.exec(change.out)?.[1] ?? 1);
  if (end === "refused" && !isSame) wrong.push(`refused when something had changed: ${change.errors.trim()}`);
  if (end === "applied") {
    const again = await deployed(place, changes);
    if (again.code !== 0 || !again.out.includes("nothing had to be changed")) {
      wrong.push(`not empty afterwards: ${again.errors}${Object.keys(didIn(again.out))}`);
    }
  }
  const expected = pair.ends ?? 1;
  if ((end === "refused" ? "refused" : steps) !== expected) {
    wrong.push(`expected ${expected}, ended ${end} in ${steps} steps: ${change.errors.trim()}`);
  }
  if (end === "refused") wrong.push(...(await wayOut(place, pair, change.errors)));
  const isForetold = review.worst === "critical" || review.worst === "high";
  if (end === "refused" && !isForetold) wrong.push(`refused, and the review said ${review.worst} only`);
  return {
    name: pair.name,
    fields: pair.fields,
    end,
    steps,
    ...(end === "refused" && { refusal: change.errors.trim() }),
    publishes: publishesIn(change.out).toSorted(),
    did: didIn(change.out),
    review,
    wrong,
    seconds: Math.round((performance.now() - began) / 100) / 10,
  };
}
