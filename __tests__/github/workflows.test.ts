import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { lmi } from "../support/lmi/lmiCommand.ts";
import { ROOT } from "../support/local/system.ts";
import { parseWorkflow } from "./workflow.ts";

const FOLDER = join(ROOT, ".github", "workflows");
const workflows = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(join(FOLDER, name), "utf8") }));
const actionsIn = (text: string) => [...text.matchAll(/uses: (\S+)@(.+)$/gm)].map(([, action, at]) => ({ action, at }));

describe("the workflows", () => {
  it("pin each action by the hash of one release, the same in all of them", () => {
    const pins = new Map<string, Set<string>>();
    for (const { action = "", at = "" } of workflows.flatMap(({ text }) => actionsIn(text))) {
      expect(at).toMatch(/^[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      pins.set(action, (pins.get(action) ?? new Set()).add(at));
    }
    expect(pins.size).toBeGreaterThan(3);
    expect([...pins].filter(([, hashes]) => hashes.size > 1)).toEqual([]);
  });

  it.each(workflows)("$name lets no input become text of a script, and ends by itself", ({ text }) => {
    const scripts = [...text.matchAll(/^ +(?:- )?run: (?:[|>]-?\n((?: {10}.*\n?)+)|(.+))$/gm)].map(
      ([script]) => script,
    );

    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
    expect(text).toMatch(/^ +timeout-minutes: \d+$/m);
  });

  it("plan-review.yml comes for whatever a plan is made of", () => {
    const [{ text = "" } = {}] = workflows.filter(({ name }) => name === "plan-review.yml");
    const { paths } = parseWorkflow(text).on.pull_request;
    const isRoom = (name: string) => !/^\.|^(?:__tests__|node_modules|docs|dist|cdkt[fn]\.out)$/.test(name);
    const folders = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const rooms = folders.map(({ name }) => name).filter(isRoom);

    expect(paths).toEqual(expect.arrayContaining(rooms.map((room) => `${room}/**`)));
    expect(paths).toEqual(expect.arrayContaining(["package.json", "package-lock.json", ".npmrc", "main.ts"]));
  });

  it("plan-review.yml gives credentials to no job that checks out a pull request, and after the synth", () => {
    const [{ text = "" } = {}] = workflows.filter(({ name }) => name === "plan-review.yml");
    for (const { permissions = {}, steps } of Object.values(parseWorkflow(text).jobs)) {
      const index = (is: (step: (typeof steps)[number]) => boolean) => steps.findIndex(is);
      const checkout = steps[index(({ uses }) => uses?.startsWith("actions/checkout@") === true)];
      const credentials = index(({ uses }) => uses?.startsWith("aws-actions/") === true);
      const synth = index(({ run }) => run?.includes("npm run -s synth") === true);
      expect(checkout?.with?.["persist-credentials"]).toBe(false);
      expect(permissions["id-token"] === "write").toBe(credentials >= 0);
      if (credentials < 0) continue;
      expect(synth < credentials).toBe(true);
      // Without a synth of its own it is the base commit that reviews.
      if (synth < 0) expect(checkout?.with?.ref).toMatch(/^\W+github\.event\.pull_request\.base\.sha\W+$/);
    }
  });

  it("deploy.yml checks after the apply, with a wait that the command understands", async () => {
    const { text = "" } = workflows.find(({ name }) => name === "deploy.yml") ?? {};
    const [, wait = ""] = /lmi -- deploy check --env "\$ENVIRONMENT" (--wait \S+)$/m.exec(text) ?? [];

    expect(text).toMatch(/ lmi -- apply --env "\$ENVIRONMENT" --fingerprint "\$FINGERPRINT"\n/);
    expect(text).toMatch(/cdktf -- deploy "\$ENVIRONMENT-\*" --auto-approve[\s\S]+ lmi -- deploy check /);
    expect(wait).not.toBe("");
    const { code, stderr } = await lmi(["deploy", "check", "--env", "ci", ...wait.split(" ")], {
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "http://127.0.0.1:1: cannot be reached (ECONNREFUSED)\n" });
  });
});
