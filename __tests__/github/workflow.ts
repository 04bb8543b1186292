// Runs a workflow's own jobs: its conditions are evaluated, and its `run:` steps are run by bash as a runner does; actions are what a
// test says they do. No more of GitHub's language than our workflows use.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parse } from "yaml";

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly "continue-on-error"?: boolean;
}

export interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, string>> };
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly on: { readonly pull_request: { readonly paths: readonly string[] }; readonly schedule: readonly unknown[] };
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const parseWorkflow = (source: string): Workflow => parse(source);

type Contexts = Readonly<Record<string, unknown>>;

/** What a step that is an action does; the inputs are evaluated. @throws Error when the action fails */
export type Action = (inputs: Readonly<Record<string, string>>, at: Place) => Promise<void> | void;

export interface Place {
  readonly job: string;
  /** Where the checkout is. */
  readonly workspace: string;
  /** The runner's folder for temporary files: one for each job. */
  readonly temp: string;
}

export interface RunOptions {
  /** `github` and `vars`. */
  readonly contexts: Contexts;
  /** By name, such as `actions/checkout`. */
  readonly actions: Readonly<Record<string, Action>>;
  readonly env: NodeJS.ProcessEnv;
}

export interface RanJob {
  readonly result: "success" | "failure" | "skipped";
  /** What the steps printed, and their summary. */
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** GitHub compares texts without case, and takes what is missing for an empty text. */
function evaluate(expression: string, contexts: Contexts): unknown {
  const names = Object.keys(contexts);
  const code = expression
    .replaceAll(/(?<!['\w])[a-z]+(?:\.[\w-]+)+/gi, (path) => path.split(".").join("?."))
    .replaceAll("==", "===")
    .replaceAll("!===", "!==");
  const functions = { fromJSON: JSON.parse, cancelled: () => false, success: () => true };
  const evaluated = new Function(...names, ...Object.keys(functions), `return (${code});`);
  return evaluated(...names.map((name) => contexts[name]), ...Object.values(functions));
}

const filled = (template: string, contexts: Contexts): string =>
  String(template).replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) =>
    String(evaluate(expression.trim(), contexts) ?? ""),
  );

const filledAll = (values: Readonly<Record<string, unknown>> = {}, contexts: Contexts): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, filled(String(value), contexts)]));

const outputsIn = (file: string): Record<string, string> =>
  Object.fromEntries(
    file
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );

async function runStep(
  step: Step,
  contexts: Contexts,
  place: Place,
  env: NodeJS.ProcessEnv,
  actions: RunOptions["actions"],
) {
  if (step.uses !== undefined) {
    const [name = ""] = step.uses.split("@");
    const action = actions[name];
    if (!action) throw new Error(`${name}: the test does not know this action`);
    await action(filledAll(step.with, contexts), place);
    return { code: 0, log: "" };
  }
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run ?? ""], {
    cwd: place.workspace,
    env: { ...env, ...filledAll(step.env, contexts) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code: code ?? 1, log: `${stdout}${stderr}` };
}

async function runJob(name: string, job: Job, needs: Contexts, options: RunOptions): Promise<RanJob> {
  const place = { job: name, workspace: "", temp: "" };
  const folder = await mkdtemp(join(tmpdir(), "workflow-"));
  Object.assign(place, { workspace: join(folder, "work"), temp: join(folder, "temp") });
  try {
    for (const made of [place.workspace, place.temp]) await mkdir(made);
    const steps: Record<string, { outputs: Record<string, string> }> = {};
    const contexts: Contexts = { ...options.contexts, needs, steps, runner: { temp: place.temp } };
    if (job.if !== undefined && !evaluate(job.if, contexts))
      return { result: "skipped", log: "", summary: "", outputs: {} };
    const lists = Object.entries(job.strategy?.matrix ?? {}).map(([key, list]) => {
      const [, expression = ""] = /^\$\{\{(.*)\}\}$/.exec(list) ?? [];
      return [key, (evaluate(expression, contexts) as string[])[0]] as const;
    });
    const own: Contexts = { ...contexts, matrix: Object.fromEntries(lists) };
    const [output, summary] = [join(folder, "output"), join(folder, "summary")];
    const env = {
      ...options.env,
      ...filledAll(job.env, own),
      GITHUB_REPOSITORY: String(evaluate("github.repository", own)),
      GITHUB_SHA: String(evaluate("github.sha", own)),
      ...{ GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, RUNNER_TEMP: place.temp },
    };
    await writeFile(summary, "");
    let log = "";
    let failed = false;
    for (const step of job.steps) {
      if (failed || (step.if !== undefined && !evaluate(step.if, own))) continue;
      await writeFile(output, "");
      try {
        const ran = await runStep(step, own, place, env, options.actions);
        log += ran.log;
        failed = ran.code !== 0;
      } catch (error) {
        if (!step["continue-on-error"]) throw error;
      }
      if (step.id !== undefined) steps[step.id] = { outputs: outputsIn(await readFile(output, "utf8")) };
    }
    const outputs = filledAll(job.outputs, own);
    return { result: failed ? "failure" : "success", log, summary: await readFile(summary, "utf8"), outputs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the jobs in the order in which they stand. */
export async function runWorkflow({ jobs }: Workflow, options: RunOptions): Promise<Readonly<Record<string, RanJob>>> {
  const ran: Record<string, RanJob> = {};
  for (const [name, job] of Object.entries(jobs)) ran[name] = await runJob(name, job, ran, options);
  return ran;
}
