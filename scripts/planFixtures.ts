// npm run plan-fixtures: the plans that the review is tested on, made by the real terraform CLI from our own stacks, with an
// offline stand-in for AWS: what is there is applied, then the changed configuration is planned.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "fflate";
import { createApp } from "../stacks/app.ts";
import { dev } from "../stacks/config/dev.ts";
import { defineEnvironment } from "../stacks/config/environment.ts";
import { prod } from "../stacks/config/prod.ts";
import type { EnvironmentConfig, EnvironmentInput } from "../stacks/config/schema.ts";
import { buildArchives, pathsOf } from "./build/bundles.ts";
import { buildOwnArchives } from "./build/ownBundles.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FIXTURES = join(ROOT, "plan", "examples");

/** Does what the README of that tool says; it is not part of this repository. */
const TOOL = process.env.OFFLINE_TERRAFORM ?? join(ROOT, "..", "shared", "offline-terraform", "offline-terraform.mjs");

interface Scenario {
  readonly about: string;
  /** What is applied first; nothing when left out. */
  readonly before?: EnvironmentConfig;
  readonly after: EnvironmentConfig;
  /** What somebody else changed meanwhile: `{"<type>.<name>": {"attribute": value}}`. */
  readonly drift?: Readonly<Record<string, unknown>>;
  /** Stacks whose plans are kept; @default all that change */
  readonly stacks?: readonly string[];
}

/** An environment with some values replaced. */
function changed(environment: EnvironmentConfig, change: (input: EnvironmentInput) => void): EnvironmentConfig {
  const input = structuredClone(environment) as EnvironmentInput;
  change(input);
  return defineEnvironment(input);
}

const nightly = {
  name: "nightly",
  days: ["mon-fri"],
  from: "01:00",
  to: "05:00",
  timeZone: "Europe/Dublin",
  min: 2,
  max: 4,
};

const devWithWindow = changed(dev, (input) => {
  input.functions.processor.windows = [nightly];
});

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  create: { about: "dev for the first time", after: dev },
  unchanged: { about: "dev as it is", before: dev, after: dev, stacks: ["dev-service"] },
  "raised-floor": {
    about: "the API gets a higher floor, more memory and another zone; nobody has to sign requests any more",
    before: dev,
    after: changed(dev, (input) => {
      input.functions.api.scalingConfig = { min: 3, max: 8 };
      input.functions.api.memoryMib = 4_096;
      input.httpApi.authorizer = { type: "none" };
      if (input.network.vpc === "new")
        input.network.availabilityZones = [..."abcd"].map((letter) => `us-east-1${letter}`);
    }),
  },
  "less-protection": {
    about: "production loses deletion protection and half a year of logs",
    before: changed(prod, (input) => {
      input.logs.retentionDays = 180;
    }),
    after: changed(prod, (input) => {
      input.logs.retentionDays = 14;
      input.data.deletionProtection = false;
    }),
    stacks: ["prod-data", "prod-service"],
  },
  "smaller-cap": {
    about: "the processor's vCPU cap goes down, and the lease with it",
    before: dev,
    after: changed(dev, (input) => {
      input.functions.processor.capacityProvider.maxVCpus = 16;
    }),
    stacks: ["dev-service"],
  },
  "window-removed": {
    about: "the batch window goes",
    before: devWithWindow,
    after: dev,
    stacks: ["dev-service"],
  },
  "operator-drift": {
    about: "an operator raised the API's scaling config, and this apply would undo it",
    before: dev,
    after: dev,
    drift: {
      "aws_lambda_function_scaling_config.dev-video-api": {
        "function_scaling_config.0.min_execution_environments": 6,
        "function_scaling_config.0.max_execution_environments": 12,
      },
    },
    stacks: ["dev-service"],
  },
  "new-network": {
    about: "the VPC gets another address range: network and capacity providers are replaced",
    before: dev,
    after: changed(dev, (input) => {
      input.network = { ...input.network, ...(input.network.vpc === "new" && { cidr: "10.40.0.0/16" }) };
    }),
    stacks: ["dev-network", "dev-service"],
  },
};

const offline = (...args: string[]): string => execFileSync(process.execPath, [TOOL, ...args], { encoding: "utf8" });

/** Accounts, times and hashes of builds would make every run differ; Terraform's own data is not looked at. */
function steady(text: string): string {
  const plan = JSON.parse(text);
  delete plan.timestamp;
  delete plan.relevant_attributes;
  delete plan.configuration?.provider_config;
  return JSON.stringify(plan);
}

async function main(wanted: readonly string[]): Promise<void> {
  if (!existsSync(TOOL))
    throw new Error(`${TOOL}: not there; OFFLINE_TERRAFORM names the tool that runs terraform offline`);
  const archives = pathsOf(await buildArchives());
  const environments = Object.values(SCENARIOS).flatMap(({ before, after }) => (before ? [before, after] : [after]));
  const ownArchives = await buildOwnArchives(environments);
  const names = wanted.length > 0 ? wanted : Object.keys(SCENARIOS);
  for (const name of names) {
    const scenario = SCENARIOS[name];
    if (!scenario) throw new Error(`scenario "${name}": not defined; defined are ${Object.keys(SCENARIOS).join(", ")}`);
    const work = mkdtempSync(join(tmpdir(), "plan-fixtures-"));
    const folder = (part: string) => join(work, part);
    if (scenario.before) {
      createApp({ environments: [scenario.before], archives, ownArchives, outFolder: folder("before") }).synth();
      offline("apply", "--out", folder("before"), "--state", folder("state"));
    }
    createApp({ environments: [scenario.after], archives, ownArchives, outFolder: folder("after") }).synth();
    const drift = folder("drift.json");
    if (scenario.drift) writeFileSync(drift, JSON.stringify(scenario.drift));
    const args = ["plan", "--out", folder("after"), "--state", folder("state"), "--json", folder("plans")];
    process.stdout.write(
      `${name}: ${scenario.about}\n${offline(...args, ...(scenario.drift ? ["--drift", drift] : []))}`,
    );
    const target = join(FIXTURES, name);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    for (const file of readdirSync(folder("plans")).filter((entry) => entry.endsWith(".plan.json"))) {
      if (scenario.stacks && !scenario.stacks.includes(file.replace(".plan.json", ""))) continue;
      const bytes = new TextEncoder().encode(steady(readFileSync(join(folder("plans"), file), "utf8")));
      writeFileSync(join(target, `${file}.gz`), gzipSync(bytes, { level: 9, mtime: 0 }));
    }
    rmSync(work, { recursive: true, force: true });
  }
}

await main(process.argv.slice(2));
