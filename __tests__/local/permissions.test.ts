// The synthesised policies, each statement of them: with all of them everything works, and without one it is missed.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { buildArchives, pathsOf } from "../../scripts/bundles.ts";
import { type Removable, type Run, removables, runWithout } from "../support/localPermissions.ts";
import { eventually } from "../support/localSystem.ts";
import { ENVIRONMENT, everything, STORIES, services } from "../support/permissionStories.ts";
import { removeTemporaryFolders, synthesise } from "../support/template.ts";

/** What nothing here can use, by role and statement, each with its reason. */
const NOT_USED: readonly [holder: RegExp, statement: RegExp, because: string][] = [
  [/./, /^OwnLogs$/, "Lambda writes what a function prints; here that goes to a file"],
  [/./, /^OwnLog$/, "the log of Step Functions itself is not delivered here"],
  [/-operator$/, /./, "instances are not launched here"],
  [/-flow-log$/, /./, "there is no network here"],
  [/-batch$/, /^(Own)?Children$/, "the items of a Distributed Map run inside of their run here"],
  [/-tick$/, /^1$/, "the dead-letter queue is for calls that cannot be delivered; asyncInvoke.test.ts has them"],
];

/** What is made up for later, so that its callers are told nothing. */
const NOT_TOLD: readonly [holder: RegExp, statement: RegExp, because: string][] = [
  [/-api$/, /^Workflow$/, "accepted means stored: the dispatcher starts what the api could not"],
  [/-(processing|batch)$/, /./, "a run that is denied its functions tries again"],
  [/-tick$/, /./, "nobody waits for what is called asynchronously"],
];

const listed = (table: typeof NOT_USED, { holder, statement }: Removable) =>
  table.some(([holders, statements]) => holders.test(holder) && statements.test(statement));

let folder: string;
let all: Removable[];
let run: Run | undefined;

beforeAll(async () => {
  ({ folder } = synthesise([ENVIRONMENT], pathsOf(await buildArchives())));
  all = await removables(folder, ENVIRONMENT.name);
}, 60_000);
afterAll(removeTemporaryFolders);
afterEach(async () => {
  await run?.stop();
  run = undefined;
}, 30_000);

const ofRoles = () => all.filter((one) => one.type === "aws_iam_role_policy" && !listed(NOT_USED, one));

/** The denial of what a statement would have allowed. */
const denialOf = ({ holder, actions }: Removable, denials: string[]) =>
  denials.find(
    (line) =>
      line.includes(`role ${holder} lacks: `) && actions.some((action) => line.includes(`"Action":"${action}"`)),
  );

/** More than any role has. */
const ROUNDS = [0, 1, 2, 3, 4, 5, 6, 7];

/** In each round every role lacks one statement: the first of its own, the second, and so on. */
function roundOf(round: number): Removable[] {
  const byRole = Map.groupBy(ofRoles(), ({ holder }) => holder);
  return [...byRole.values()].flatMap((statements) => statements[round] ?? []);
}

describe("with the synthesised policies", () => {
  it("everything works, and nothing is denied", async () => {
    run = await runWithout([], folder, ENVIRONMENT.name);
    await everything(run);
    const told = await Promise.all(Object.values(STORIES).map((story) => story(run as Run)));
    expect(told.join("\n")).not.toContain("not authorized");
    expect(run.denials()).toEqual([]);
  }, 120_000);
});

describe("without one statement", () => {
  it("is tried with all that there are", () => {
    expect(ROUNDS.flatMap(roundOf)).toHaveLength(ofRoles().length);
    expect(new Set(ofRoles().map(({ holder }) => holder))).toEqual(new Set(Object.keys(STORIES)));
    for (const [holder, statement] of NOT_USED) {
      expect(all.filter((one) => holder.test(one.holder) && statement.test(one.statement))).not.toEqual([]);
    }
  });

  it.each(ROUNDS)(
    "of each role (number %i), what needs it is denied",
    async (round) => {
      const removed = roundOf(round);
      if (removed.length === 0) return;
      run = await runWithout(removed, folder, ENVIRONMENT.name);
      const { denials, output } = run;
      for (const one of removed) {
        const what = `${one.holder} without ${one.statement}`;
        const told = await STORIES[one.holder]?.(run);
        await eventually(`a denial of ${what}`, 20, () => denialOf(one, denials()), output);
        if (!listed(NOT_TOLD, one)) expect(`${what}: ${told}`).toMatch(/is not authorized to perform|5\d\d/);
      }
    },
    120_000,
  );

  it("of the functions' own policies, the services are denied", async () => {
    const removed = all.filter(({ type }) => type === "aws_lambda_permission");
    run = await runWithout(removed, folder, ENVIRONMENT.name);
    const { denials, output } = run;
    expect(await services(run)).toBe("500");
    for (const { holder } of removed) {
      const line = `policy of function:${holder} lacks: `;
      await eventually(line, 20, () => denials().find((told) => told.includes(line)), output);
    }
    expect(removed.length).toBeGreaterThan(0);
  }, 60_000);
});
