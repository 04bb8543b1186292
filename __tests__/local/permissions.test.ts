// The synthesised policies, each statement of them: with all of them everything works, and without one it is missed.
import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import { buildArchives, pathsOf } from "../../scripts/build/bundles.ts";
import { ENVIRONMENT, everything, STORIES, services } from "../support/local/permissionStories.ts";
import { type Removable, type Run, removables, runWithout } from "../support/local/permissions.ts";
import { eventually } from "../support/local/system.ts";
import { removeTemporaryFolders, synthesise } from "../support/stacks/template.ts";

type Table = readonly [holder: RegExp, statement: RegExp, because: string][];

/** What nothing here can use, by role and statement, each with its reason. */
const NOT_USED: Table = [
  [/./, /^OwnLogs$/, "Lambda writes what a function prints; here that goes to a file"],
  [/./, /^OwnLog$/, "the log of Step Functions itself is not delivered here"],
  [/-operator$/, /./, "instances are not launched here"],
  [
    /-(processor|overflow)$/,
    /^(Sources|Outputs)$/,
    "the simulated engine reads no source and makes no output; mediaPermissions.test.ts has FFmpeg",
  ],
  [/-flow-log$/, /./, "there is no network here"],
  [
    /-processing$/,
    /^(Own)?Children$/,
    "the items of a Distributed Map are started by their run here, which asks nobody",
  ],
  [/-tick$/, /^1$/, "the dead-letter queue is for calls that cannot be delivered; events/bus.test.ts has them"],
];

/** Statements without which a caller is told nothing, each with its reason. */
const NOT_TOLD: Table = [
  [/-api$/, /^Runs$/, "accepted means stored: the dispatcher starts what the api could not"],
  [/-processing$/, /./, "a run that is denied its functions tries again"],
  [/-tick$/, /./, "what is called asynchronously answers no caller"],
];

/** How a caller is told of a statement that is missing. */
const MISSED = /is not authorized to perform|(GET|POST) 5\d\d|(GET|PUT) 403|403 AccessDenied/;

const listed = (table: Table, { holder, statement }: Removable) =>
  table.some(([holders, statements]) => holders.test(holder) && statements.test(statement));

const { folder } = synthesise([ENVIRONMENT], pathsOf(await buildArchives()));
const all = await removables(folder, ENVIRONMENT.name);
const ofRoles = all.filter((one) => one.type === "aws_iam_role_policy" && !listed(NOT_USED, one));
const ofFunctions = all.filter(({ type }) => type === "aws_lambda_permission");

/** In each round every role lacks one statement: the first of its own, the second, and so on. */
const byRole = [...Map.groupBy(ofRoles, ({ holder }) => holder).values()];
const rounds = Array.from({ length: Math.max(...byRole.map(({ length }) => length)) }, (_, round) =>
  byRole.flatMap((statements) => statements[round] ?? []),
);
const named = (removed: Removable[]) => removed.map(({ holder, statement }) => `${holder} ${statement}`).join(", ");

let run: Run | undefined;
afterAll(removeTemporaryFolders);
afterEach(async () => {
  await run?.stop();
  run = undefined;
});

/** The denial of what a statement would have allowed. */
const denialOf = ({ holder, actions }: Removable, denials: string[]) =>
  denials.find(
    (line) =>
      line.includes(`role ${holder} lacks: `) && actions.some((action) => line.includes(`"Action":"${action}"`)),
  );

describe("with the synthesised policies", () => {
  it("everything works, and nothing is denied", async () => {
    run = await runWithout([], folder, ENVIRONMENT.name);
    await everything(run);
    const told = await Promise.all(Object.values(STORIES).map((story) => story(run as Run)));
    expect(told.join("\n")).not.toMatch(MISSED);
    expect(run.denials()).toEqual([]);
  });
});

describe("without one statement of each role", () => {
  it("all that act here are tried, and what is listed as an exception exists", () => {
    expect(new Set(ofRoles.map(({ holder }) => holder))).toEqual(new Set(Object.keys(STORIES)));
    for (const [holder, statement] of [...NOT_USED, ...NOT_TOLD])
      expect(all.filter((one) => holder.test(one.holder) && statement.test(one.statement))).not.toEqual([]);
  });

  it.each(rounds.map((removed) => [named(removed), removed] as const))(
    "what needs it is denied: %s",
    async (_, removed) => {
      run = await runWithout(removed, folder, ENVIRONMENT.name);
      const { denials, output } = run;
      for (const one of removed) {
        const what = `${one.holder} without ${one.statement}`;
        const told = await STORIES[one.holder]?.(run);
        await eventually(`a denial of ${what}`, 20, () => denialOf(one, denials()), output);
        if (listed(NOT_TOLD, one)) continue;
        expect(`${what}: ${told}`).toMatch(MISSED);
      }
    },
  );
});

describe("without the functions' own policies", () => {
  it("the services are denied", async () => {
    run = await runWithout(ofFunctions, folder, ENVIRONMENT.name);
    const { denials, output } = run;
    expect(await services(run)).toBe("500");
    for (const { holder } of ofFunctions) {
      const line = `policy of function:${holder} lacks: `;
      await eventually(line, 20, () => denials().find((told) => told.includes(line)), output);
    }
    expect(ofFunctions.length).toBeGreaterThan(0);
  });
});
