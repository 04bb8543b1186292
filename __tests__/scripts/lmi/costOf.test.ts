import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Bill } from "../../../cost/bill/bill.ts";
import type { Assumption } from "../../../cost/constants.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { environmentNamed } from "../../../stacks/config/environments.ts";
import { lmi, lmiJson } from "../../support/lmi/lmiCommand.ts";
import { environmentInput } from "../../support/stacks/environments.ts";
import { removeTemporaryFolders, synthesise, temporaryFolder } from "../../support/stacks/template.ts";

type Output = Bill & { readonly environment: string; readonly assumptions: readonly Assumption[] };

let out = "";
const FROM = "2027-01-01T00:00:00Z";
const of = (...args: string[]) => ["cost", "of", "--out", out, "--from", FROM, ...args];

beforeAll(() => {
  const nightly = {
    name: "nightly",
    days: ["mon-fri"],
    from: "01:00",
    to: "05:00",
    timeZone: "Europe/Dublin",
    min: 2,
    max: 4,
  };
  const elsewhere = defineEnvironment(environmentInput({ name: "ireland", "functions.processor.windows": [nightly] }));
  out = synthesise([environmentNamed("prod"), elsewhere]).folder;
});
afterAll(removeTemporaryFolders);

describe("lmi cost of", () => {
  it("prices what was synthesised: every stack with its subtotal, the total, notes and assumptions", async () => {
    const { code, stdout, stderr } = await lmi(of("--env", "prod"));
    expect([code, stderr]).toEqual([0, ""]);
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(
      /^\$252\.36 a month when nothing asks for capacity, \$252\.36 with its batch windows, \$[\d,.]+ if everything asks at all hours\.$/m,
    );
    expect(stdout).toMatch(/^a month +floor +with windows +ceiling +how +what bills$/m);
    expect(lines.filter((line) => /^prod-\w+ +\$/.test(line)).map((line) => line.split(" ")[0])).toHaveLength(4);
    expect(stdout).toMatch(
      /^ {2}instances +\$168\.63 +\$168\.63 +\$[\d,.]+ +3 x m6g\.large x 730 h; .* aws_lambda_capacity/m,
    );
    expect(stdout).toMatch(/^total +\$252\.36 +\$252\.36 +\$[\d,.]+$/m);
    expect(stdout).toContain("usage: not given: what bills by use shows its unit price and counts 0");
    expect(stdout.indexOf("Assumptions:")).toBeGreaterThan(stdout.indexOf("total "));
  });

  it("gives programs the bill with its assumptions, and counts usage that is given", async () => {
    const without: Output = await lmiJson(of("--env", "prod"));
    const given: Output = await lmiJson(
      of("--env", "prod", "--requests-per-month", "50M", "--log-kb-per-request", "0.5"),
    );
    expect(without).toMatchObject({ environment: "prod", region: "us-east-1", pricesDate: US_EAST_1.date });
    expect(without.assumptions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["hoursPerMonth", "managementFee"]),
    );
    const more = given.total.floorUsdPerMonth - without.total.floorUsdPerMonth;
    expect(more).toBeCloseTo(50 * 1.2 + ((50e6 * 0.5) / 1024 ** 2) * 0.5, 6);
    expect(given.notes.map(({ subject }) => subject)).not.toContain("usage");
  });

  it("refuses prices of another Region in one line, and takes those of the environment's", async () => {
    const refused = await lmi(of("--env", "ireland"));
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toMatch(
      /^prices: must be of eu-west-1, .*lmi cost prices --refresh --region eu-west-1.*\n$/,
    );
    const file = join(temporaryFolder(), "prices.json");
    writeFileSync(file, JSON.stringify({ ...US_EAST_1, region: "eu-west-1" }));
    const { total, assumptions }: Output = await lmiJson(of("--env", "ireland", "--prices", file));
    expect(total.windowsUsdPerMonth).toBeGreaterThan(total.floorUsdPerMonth);
    expect(total.ceilingUsdPerMonth).toBeGreaterThan(total.windowsUsdPerMonth);
    expect(assumptions.map(({ name }) => name)).toContain("drainSeconds");
  });

  it.each([
    [
      ["--out", "nowhere", "--env", "prod"],
      /manifest\.json: cannot be read \(ENOENT\); synthesise first: npm run synth\n$/,
    ],
    [
      ["--env", "other"],
      /must hold stacks of environment "other"; npm run synth writes them, got ireland-data, .*prod-service\n$/,
    ],
    [
      ["--requests-per-month", "-1"],
      /^--requests-per-month: must be a number from 0 to 10000000000000 such as 250, 0\.5 or 154M, got -1\n$/,
    ],
    [["--table-gb", "many"], /^--table-gb: must be a number .* got many\n$/],
    [["--prices", "nowhere.json", "--env", "prod"], /^nowhere\.json: cannot be read \(ENOENT\)\n$/],
  ])("%j is the user's mistake, in one line", async (args, line) => {
    const { code, stdout, stderr } = await lmi(of(...args));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(line);
    expect(stderr.split("\n")).toHaveLength(2);
  });
});
