import { chmod, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { ROOT } from "../support/local/system.ts";
import { type FakeTerraform, fakeTerraform } from "../support/terraform/fakeTerraform.ts";
import { parseWorkflow, type RunOptions, runWorkflow } from "./workflow.ts";

const workflow = parseWorkflow(await readFile(join(ROOT, ".github", "workflows", "plan-review.yml"), "utf8"));
const [BASE, HEAD] = ["ba5e".repeat(10), "4ead".repeat(10)];
const MARKER = "<!-- lmi plan review: dev -->";

/** `npm run -s synth` gives what the test says; `npm run -s lmi` is the real command, but only of the base commit. */
const NPM = `#!/bin/bash
echo "npm $3 $5 $6 at $(cat .ref)" >> "$EVENTS"
if [ "$3" = synth ]; then
  if [ "$(cat .ref)" = head ] && [ -n "$SYNTH_FAILS" ]; then echo "$SYNTH_FAILS" >&2; exit 2; fi
  cp -R "$OUT" cdktf.out
  exit
fi
shift 4
exec "$NODE" "${join(ROOT, "scripts", "lmi.ts")}" "$@"
`;

interface GitHubState {
  readonly comments: readonly { readonly body: string; readonly user: { readonly login: string } }[];
  readonly issues: readonly { readonly body: string; readonly title: string; readonly state: string }[];
}

let terraform: FakeTerraform;
let bin: string;
const file = (name: string) => join(terraform.folder, name);
const state = async (): Promise<GitHubState> => JSON.parse(await readFile(file("github.json"), "utf8"));
const events = async () => (await readFile(file("events"), "utf8")).trim().split("\n");
const write = (comments: readonly object[] = [], issues: readonly object[] = []) =>
  writeFile(file("github.json"), JSON.stringify({ comments, issues, next: 100, calls: [] }));

const event = (line: string) => writeFile(file("events"), `${line}\n`, { flag: "a" });
const actions: RunOptions["actions"] = {
  "actions/checkout": ({ ref = "" }, { workspace }) =>
    writeFile(join(workspace, ".ref"), ref === BASE ? "base" : ref === "" ? "head" : "another"),
  "actions/setup-node": () => {},
  "hashicorp/setup-terraform": () => {},
  "aws-actions/configure-aws-credentials": (_, { job }) => event(`credentials in ${job}`),
  "actions/upload-artifact": ({ path = "" }) => cp(path, file("artifact"), { recursive: true }),
  "actions/download-artifact": ({ path = "" }) => cp(file("artifact"), path, { recursive: true }),
};

interface Push {
  readonly env?: NodeJS.ProcessEnv;
  readonly repository?: string;
  readonly author?: string;
  readonly eventName?: string;
  readonly actions?: RunOptions["actions"];
}

async function push({
  env = {},
  repository = "acme/video",
  author = "ann",
  eventName = "pull_request",
  ...more
}: Push = {}) {
  await rm(file("artifact"), { recursive: true, force: true });
  const pullRequest = {
    number: 12,
    head: { sha: HEAD, repo: { full_name: repository } },
    base: { sha: BASE },
    user: { login: author },
  };
  const github = {
    ...{ event_name: eventName, repository: "acme/video", sha: HEAD, token: "t", run_id: 1 },
    event: eventName === "pull_request" ? { pull_request: pullRequest } : {},
  };
  return runWorkflow(workflow, {
    contexts: { github, vars: { LMI_PLAN_ROLE_ARN: "arn:aws:iam::123456789012:role/plan", AWS_REGION: "us-east-1" } },
    actions: { ...actions, ...more.actions },
    env: {
      PATH: `${bin}:${terraform.folder}:${process.env.PATH}`,
      HOME: process.env.HOME,
      NODE: process.execPath,
      OUT: file("out"),
      EVENTS: file("events"),
      GITHUB_STATE: file("github.json"),
      ...terraform.variables,
      ...env,
    },
  });
}

beforeAll(async () => {
  terraform = await fakeTerraform("raised-floor");
  bin = file("bin");
  await mkdir(bin);
  const gh = `#!/bin/bash\nexec "$NODE" "${join(ROOT, "__tests__", "github", "fakeGh.mjs")}" "$@"\n`;
  for (const [name, script] of Object.entries({ npm: NPM, gh })) {
    await writeFile(join(bin, name), script);
    await chmod(join(bin, name), 0o755);
  }
});
beforeEach(async () => {
  await terraform.begin();
  await write();
  await writeFile(file("events"), "");
});
afterAll(() => terraform.remove());

describe("the workflow of plan reviews, step by step", () => {
  it("posts one comment at the first push, and edits it at the second", async () => {
    await write([
      { id: 1, body: "Nice", user: { login: "ann" } },
      { id: 2, body: `${MARKER}\nNot mine`, user: { login: "ann" } },
      { id: 3, body: "<!-- lmi plan review: prod -->\n", user: { login: "github-actions[bot]" } },
    ]);

    const first = await push();

    expect([first.synth?.result, first.review?.result]).toEqual(["success", "failure"]);
    expect([first.summary?.result, first.drift?.result]).toEqual(["skipped", "skipped"]);
    const posted = (await state()).comments;
    expect(posted).toHaveLength(4);
    const [marker, title = ""] = posted[3]?.body.split("\n") ?? [];
    expect(marker).toBe(MARKER);
    expect(title).toMatch(new RegExp(`^### Findings: 1 critical, .* \\(commit \`${HEAD}\`, .* UTC\\)$`));
    expect(first.review?.log).toMatch(/^::error title=critical%3A /m);
    expect(first.review?.summary).toBe(posted[3]?.body);

    await terraform.change("dev-service", (plan) => {
      plan.resource_changes = [];
    });
    const second = await push();

    expect(second.review?.result).toBe("success");
    const { comments } = await state();
    expect(comments).toHaveLength(4);
    expect(comments[3]?.body).toMatch(/^<!-- lmi plan review: dev -->\n### 4 resources are updated/);
    expect(comments.slice(0, 3)).toEqual(posted.slice(0, 3));
  });

  it("runs the pull request's code without credentials, and the reviewer of the base commit with them", async () => {
    await push();

    expect(await events()).toEqual([
      "npm synth   at head",
      "credentials in review",
      "npm lmi plan run at base",
      "npm lmi plan post at base",
    ]);
    expect(workflow.permissions).toEqual({});
    expect(workflow.jobs.synth?.permissions).toEqual({ contents: "read" });
    expect(workflow.jobs.summary?.permissions).toEqual({ contents: "read" });
  });

  it("says in the comment of that push that synth failed, and asks for no credentials", async () => {
    await push();
    const { review } = await push({ env: { SYNTH_FAILS: 'environment "dev": vpc.cidr must be <private>' } });

    expect(review?.result).toBe("failure");
    const { comments } = await state();
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toMatch(
      new RegExp(`^${MARKER}\n### Synth failed in \`dev\` \\(commit \`${HEAD}\`, .* UTC\\)\n`),
    );
    expect(comments[0]?.body).toContain('\n```text\nenvironment "dev": vpc.cidr must be <private>\n```\n');
    expect((await events()).filter((line) => line.startsWith("credentials"))).toHaveLength(1);
  });

  it("says so too when the job of the synth did not get that far", async () => {
    const fails = () => {
      throw new Error("no artifact");
    };
    const { review } = await push({
      actions: { "actions/upload-artifact": () => {}, "actions/download-artifact": fails },
      env: { SYNTH_FAILS: "no" },
    });

    expect(review?.result).toBe("failure");
    expect((await state()).comments[0]?.body).toContain("The job synth says why.");
  });

  it("has Terraform's error in the comment of a plan that failed", async () => {
    const { review } = await push({ env: { FAIL: "dev-service plan" } });

    expect(review?.result).toBe("failure");
    const [{ body = "" } = {}] = (await state()).comments;
    expect(body).toMatch(/^<!-- lmi plan review: dev -->\n### Terraform plan failed in `dev-service`; /);
    expect(body).toContain("Error: Unable to find remote state");
    expect(body).not.toMatch(/cost/i);
  });

  it("has a comment also where the review itself fails", async () => {
    const { review } = await push({
      actions: {
        "actions/download-artifact": async ({ path = "" }) => {
          await cp(file("artifact"), path, { recursive: true });
          await rm(join(path, "cdktf.out", "manifest.json"));
        },
      },
    });

    expect(review?.result).toBe("failure");
    expect((await state()).comments[0]?.body).toMatch(
      /### Plan review failed in `dev`[\s\S]*cannot be read \(ENOENT\)/,
    );
  });

  it("takes the accepted findings that the pull request has", async () => {
    const accepted = [{ rule: "route-authorizer-removed", reason: "a demo", until: "2999-12-31" }];
    const { review } = await push({
      actions: {
        "actions/checkout": async ({ ref = "" }, { workspace }) => {
          await writeFile(join(workspace, ".ref"), ref === BASE ? "base" : "head");
          if (ref !== BASE) await writeFile(join(workspace, "lmi-ignore.json"), JSON.stringify(accepted));
        },
      },
    });

    expect(review?.result).toBe("success");
    expect((await state()).comments[0]?.body).toContain("until 2999-12-31: a demo");
  });

  it.each<[string, Push]>([
    ["a fork", { repository: "eve/video" }],
    ["Dependabot", { author: "dependabot[bot]" }],
  ])("gives %s a summary, without credentials, a plan or a comment", async (_, from) => {
    const { review, summary } = await push({
      ...from,
      actions: {
        "actions/download-artifact": async ({ path = "" }) => {
          await cp(file("artifact"), path, { recursive: true });
          const template = { resource: { aws_sqs_queue: { new: { name: "`q`" } } } };
          await writeFile(join(path, "cdktf.out", "stacks", "dev-data", "cdk.tf.json"), JSON.stringify(template));
        },
      },
    });

    expect([review?.result, summary?.result]).toEqual(["skipped", "success"]);
    expect(summary?.summary).toBe(
      "### No plan: pull requests of forks and of Dependabot get no credentials\n\n" +
        "1 resource only after:\n\n- `dev-data: aws_sqs_queue.new`\n",
    );
    expect((await state()).comments).toEqual([]);
    expect(await events()).not.toContainEqual(expect.stringMatching(/^credentials|plan run/));
  });

  it("tells a fork that its synth failed", async () => {
    const { summary } = await push({ repository: "eve/video", env: { SYNTH_FAILS: "no such zone" } });

    expect(summary?.result).toBe("failure");
    expect(summary?.summary).toMatch(/### Synth failed in `dev`[\s\S]*no such zone/);
  });
});

describe("the job for drift", () => {
  const drift = () => push({ eventName: "schedule" });
  const drifted = async (resources: readonly object[]) => {
    for (const stack of ["dev-network", "dev-data", "dev-service", "dev-operations"]) {
      await terraform.change(stack, (plan) => {
        const { values } = plan.prior_state as { values: unknown };
        Object.assign(plan, { resource_changes: [], output_changes: {}, resource_drift: [], planned_values: values });
        if (stack === "dev-data") plan.resource_drift = resources;
      });
    }
  };
  const queue = (name: string) => ({
    ...{ address: `aws_sqs_queue.${name}`, mode: "managed", type: "aws_sqs_queue", name },
    change: { actions: ["update"], before: { delay_seconds: 0 }, after: { delay_seconds: 9 }, after_unknown: {} },
  });

  it("opens an issue when something changed outside, edits it while it lasts, and closes it", async () => {
    await drifted([queue("a")]);
    const found = await drift();

    expect([found.drift?.result, found.synth?.result, found.review?.result]).toEqual(["success", "skipped", "skipped"]);
    const opened = (await state()).issues;
    expect(opened).toMatchObject([{ state: "open", title: "dev: changed outside of Terraform" }]);
    expect(opened[0]?.body).toMatch(
      /^<!-- lmi plan review: dev drift -->\n### Findings: 1 low; 1 resource changed outside Terraform \(commit /,
    );

    await drifted([queue("a"), queue("b")]);
    await drift();
    expect((await state()).issues).toMatchObject([{ state: "open" }]);
    expect((await state()).issues[0]?.body).toContain("2 resources changed outside Terraform");

    await drifted([]);
    const gone = await drift();
    expect(gone.drift?.result).toBe("success");
    expect((await state()).issues).toMatchObject([{ state: "closed" }]);
    expect((await terraform.calls()).filter((call) => call.includes("plan"))).toContain(
      "dev-data plan -lock=false -refresh-only",
    );
  });

  it("opens none for what the configuration leaves to others", async () => {
    await terraform.template("dev-data", {
      resource: { aws_sqs_queue: { a: { lifecycle: { ignore_changes: ["delay_seconds"] } } } },
    });
    await drifted([queue("a")]);

    expect((await drift()).drift?.result).toBe("success");
    expect((await state()).issues).toEqual([]);
  });

  it("says nothing about drift when a plan failed", async () => {
    await drifted([]);
    const { drift: failed } = await push({ eventName: "schedule", env: { FAIL: "dev-data plan" } });

    expect(failed?.result).toBe("failure");
    expect((await state()).issues).toEqual([]);
  });
});
