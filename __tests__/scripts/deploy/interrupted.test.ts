import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { existing, known, writeInterruptedApp } from "../../support/app/interruptedApp.ts";
import { ROOT } from "../../support/local/system.ts";
import {
  type OfflineTerraform,
  skippedBecause,
  startOfflineTerraform,
} from "../../support/terraform/offlineTerraform.ts";

if (skippedBecause) console.warn(`interrupted deployments: skipped, ${skippedBecause}`);
const describeHere = skippedBecause ? describe.skip : describe;

let folder: string;
let world: string;
let terraform: OfflineTerraform;
const startTerraform = async (groupSeconds: number) => {
  terraform = await startOfflineTerraform(world, { aws_cloudwatch_log_group: groupSeconds });
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "interrupted-"));
  world = join(folder, "world.json");
});
afterEach(async () => {
  await terraform.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly text: () => string;
  /** Resolves once something is printed. */
  seen(text: string): Promise<void>;
  readonly ended: Promise<number | null>;
}

function start(verb: string, ...words: string[]): Run {
  const out = writeInterruptedApp(folder);
  const child = spawn(process.execPath, ["scripts/cdktf.ts", verb, "test-*", "--skip-synth", ...words], {
    cwd: ROOT,
    env: { ...terraform.env, CDKTF_OUTDIR: out },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += chunk;
    });
  }
  return {
    child,
    text: () => text,
    async seen(wanted) {
      while (!text.includes(wanted) && child.exitCode === null) await sleep(10);
    },
    ended: once(child, "close").then(([code]) => code as number | null),
  };
}

const deploy = () => start("deploy", "--auto-approve");
const files = () => readdirSync(join(folder, "app"));

async function goesOn(): Promise<void> {
  const run = deploy();
  expect({ code: await run.ended, text: run.text() }).toMatchObject({ code: 0 });
  expect(known(folder)).toEqual(["a", "b", "c", "c-d"]);
  expect(existing(world)).toEqual(known(folder));
}

describeHere("a deployment that is interrupted", () => {
  beforeEach(() => startTerraform(0.25));

  it.each([
    ["during init", "Initializing the backend", "SIGINT", 130],
    ["as a plan begins", "Terraform has been successfully initialized", "SIGINT", 130],
    ["while the first is created", "aws_cloudwatch_log_group.a: Creating...", "SIGINT", 130],
    ["midway, by SIGTERM", "aws_cloudwatch_log_group.b: Creating...", "SIGTERM", 143],
    ["near the end, by a terminal that closes", "aws_cloudwatch_log_group.c: Creating...", "SIGHUP", 129],
  ] as const)("%s: the state knows what exists, and the next goes on", async (_, point, signal, code) => {
    const run = deploy();
    await run.seen(point);
    run.child.kill(signal);
    run.child.kill(signal); // the terminal and npm: one press

    expect(await run.ended).toBe(code);
    expect(run.text()).toContain("stopping: terraform ends what it has begun, and writes the state");
    expect(run.text()).not.toContain("== test-second");
    expect(known(folder)).toEqual(existing(world));
    expect(files().filter((file) => file.includes("lock"))).toEqual([]);
    await goesOn();
  });

  it("lets terraform end when what reads its output is gone, and begins nothing further", async () => {
    const run = deploy();
    await run.seen("aws_cloudwatch_log_group.b: Creating...");
    run.child.stdout?.destroy();
    run.child.stderr?.destroy();
    const [code] = run.child.exitCode === null ? await once(run.child, "exit") : [run.child.exitCode];

    expect(code).toBe(129);
    expect(known(folder)).toEqual(["a", "b", "c"]);
    expect(existing(world)).toEqual(known(folder));
    await goesOn();
  });
});

describeHere("a deployment that is forced to end", () => {
  beforeEach(() => startTerraform(3));

  it("says what was being created, and goes on after an import", async () => {
    const run = deploy();
    await run.seen("aws_cloudwatch_log_group.a: Creating...");
    run.child.kill("SIGINT");
    await sleep(1_100);
    run.child.kill("SIGINT");

    expect(await run.ended).toBe(130);
    const stack = join(folder, "app", "cdktf.out", "stacks", "test-first");
    expect(run.text()).toContain("forced: terraform ends at once\n");
    expect(run.text()).toContain(
      `was being created; if it exists: terraform -chdir=${stack} import 'aws_cloudwatch_log_group.a' <its id>\n`,
    );
    expect(run.text()).toContain("docs/runbook.md#an-interrupted-deployment");
    expect(files().filter((file) => file.includes("lock"))).toEqual([]);

    while (!existing(world).includes("a")) await sleep(50);
    expect(known(folder)).toEqual([]);
    await terraform.close();
    await startTerraform(0);
    const imported = spawn("terraform", ["import", "aws_cloudwatch_log_group.a", "a"], {
      cwd: stack,
      env: terraform.env,
    });
    expect(await once(imported, "exit")).toEqual([0, null]);
    await goesOn();
  });
});

describeHere("the other verbs", () => {
  beforeEach(() => startTerraform(0));

  it("plan what can be planned, and destroy in the reverse order", async () => {
    const first = start("diff");
    expect(await first.ended).toBe(0);
    expect(first.text()).toContain("== test-second: not planned, it needs test-first, which is not deployed");
    await goesOn();

    const again = deploy();
    expect(await again.ended).toBe(0);
    expect(again.text()).toContain("nothing had to be changed");

    const destroy = start("destroy", "--auto-approve");
    expect(await destroy.ended).toBe(0);
    expect(destroy.text()).toContain("destroyed: test-second, test-first");
    expect(existing(world)).toEqual([]);
  });

  it("write and synthesise nothing where nobody can be asked", async () => {
    const run = start("deploy");

    expect(await run.ended).toBe(2);
    expect(run.text()).toBe("deploy: there is no terminal to ask on; --auto-approve deploys without a question\n");
    expect(files()).toEqual(["cdktf.out"]);
  });
});
