// All commands in groups; a group is loaded when the command line names it.
import { type Command, Option } from "commander";
import { type Invocation, InvokedCommand } from "./invocation.ts";

interface Group {
  readonly about: string;
  /** Gives the function that adds the commands to their group. */
  readonly load: () => Promise<(group: Command) => void>;
}

const GROUPS: Readonly<Record<string, Group>> = {
  scale: {
    about: "how much capacity there is, and who asks for it",
    load: async () => (await import("./scale/scale.ts")).addScale,
  },
  window: {
    about: "batch windows: what is declared, and what it leads to",
    load: async () => (await import("./window/window.ts")).addWindow,
  },
  batch: {
    about: "runs, which process queued videos: start, list, stop",
    load: async () => (await import("./batch/batch.ts")).addBatch,
  },
  ready: {
    about: "whether a handler may move to managed instances, shown by running it",
    load: async () => (await import("./ready/ready.ts")).addReady,
  },
  cost: {
    about: "whether to move, what it costs, and which numbers to configure",
    load: async () => (await import("./cost/cost.ts")).addCost,
  },
  plan: {
    about: "what an apply does to capacity, access, data and cost",
    load: async () => (await import("./plan/plan.ts")).addPlan,
  },
  apply: {
    about: "apply what was reviewed, and nothing else",
    load: async () => (await import("./apply/apply.ts")).addApply,
  },
  change: {
    about: "changes of the configuration of what is deployed",
    load: async () => (await import("./change/change.ts")).addChange,
  },
  deploy: {
    about: "what an apply left behind",
    load: async () => (await import("./deploy/deploy.ts")).addDeploy,
  },
  ops: {
    about: "events and messages that came to nothing: look, send again, drop",
    load: async () => (await import("./ops/ops.ts")).addOps,
  },
  console: {
    about: "a page that shows what is deployed, read-only",
    load: async () => (await import("./console/serve.ts")).addConsole,
  },
  local: {
    about: "the system that npm start runs: faults on demand, and how often AWS was called",
    load: async () => (await import("./local/local.ts")).addLocal,
  },
};

/** Understood before and after the command. */
const GLOBAL = [
  new Option("--env <name>", "the environment").default("dev"),
  new Option("--json", "print one JSON document on stdout, and nothing else there"),
  new Option("--local", "the system that npm start runs, unless AWS_ENDPOINT_URL names another"),
  new Option("--region <name>", "AWS Region; otherwise AWS_REGION"),
  new Option("--debug", "show where an error comes from"),
];

/** @param argv what follows `lmi`: decides which groups have their commands */
export async function createProgram(argv: readonly string[], invocation: Invocation): Promise<Command> {
  const { stdout } = invocation.io;
  const program = new InvokedCommand("lmi", invocation)
    .description("Capacity of Lambda Managed Instances: how much, who asks for it, when, and what it costs.")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      getOutHelpWidth: () => (stdout.isTTY && stdout.columns) || 80,
      getOutHasColors: () => false,
      // Errors are printed by run.ts, in one line each; help goes to stdout.
      writeErr: () => {},
    })
    .exitOverride();
  for (const option of GLOBAL) program.addOption(option);
  for (const [name, { about, load }] of Object.entries(GROUPS)) {
    const group = program.command(name).description(about);
    if (argv.includes(name)) (await load())(group);
  }
  return program.addHelpText("after", "\nExample:\n  lmi scale status --env prod");
}
