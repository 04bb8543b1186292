// lmi cost prices as a user has it.

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { LISTED, type PriceListServer, priceList, pricesOf, servePriceList } from "../../support/cost/priceList.ts";
import { lmi, lmiJson } from "../../support/lmi/lmiCommand.ts";
import { temporaryFolder } from "../../support/local/system.ts";

let folder: string;
let server: PriceListServer;
let incomplete: PriceListServer;

beforeAll(async () => {
  folder = temporaryFolder();
  server = await servePriceList(priceList());
  incomplete = await servePriceList({ ...priceList(), AmazonStates: [] });
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.close();
  await incomplete.close();
});

const refreshing = ({ endpoint }: PriceListServer, path: string) => [
  ...["cost", "prices", "--refresh", "--region", "eu-west-1"],
  ...["--price-list", endpoint, "--output", path],
];

describe("lmi cost prices", () => {
  it("shows where prices are from, the smallest type of each family with the fee, and the other prices", async () => {
    const { code, stdout, stderr } = await lmi(["cost", "prices"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^\d+ instance types in us-east-1, on demand, read on \d{4}-\d\d-\d\d/);
    expect(stdout).toContain("m7g.large   arm64            2    8  $0.08160  $0.09384   $68.50\n");
    expect(stdout).not.toContain("m7g.xlarge");
    expect(stdout).toMatch(/^Lambda provisioned concurrency, arm64 +\$0\.0000033334 +a GB-second/m);
    expect(stdout).toMatch(/^HTTP API requests +\$1 +a million, to 300,000,000$/m);
  });

  it("shows every size of the types that are asked for", async () => {
    const { stdout } = await lmi(["cost", "prices", "--type", "m7g.*,c7g.2xlarge"]);
    const types = [...stdout.matchAll(/^([cmr]\d\w\.\w+) /gm)].map(([, type]) => type);
    expect(types).toEqual(expect.arrayContaining(["c7g.2xlarge", "m7g.large", "m7g.16xlarge"]));
    expect(types.every((type) => type === "c7g.2xlarge" || type?.startsWith("m7g."))).toBe(true);
  });

  it("takes another fee", async () => {
    const { stdout } = await lmi(["cost", "prices", "--type", "m7g.large", "--assume", "managementFee=0.5"]);
    expect(stdout).toMatch(/\+50 %.*\nm7g\.large .* \$0\.08160 +\$0\.12240 /);
  });

  it("prints a table that --prices takes", async () => {
    const whole = await lmiJson(["cost", "prices"]);
    expect(whole).toEqual(US_EAST_1);
    const path = join(folder, "own.json");
    writeFileSync(path, JSON.stringify(await lmiJson(["cost", "prices", "--architecture", "x86_64"])));
    const { instances } = await lmiJson(["cost", "prices", "--prices", path, "--type", "m7*.large"]);
    expect(Object.keys(instances)).toEqual(["m7a.large", "m7i.large"]);
  });

  it.each([
    [["--type", "x9.*"], "--type: must match a type of the price table of us-east-1, got x9.*"],
    [["--type", "m7g("], "--type: must be instance types such as m7g.large or 'm7g.*', got m7g("],
    [["--output", "x.json"], "--output: only with --refresh"],
    [["--price-list", "https://example.com"], "--price-list: only with --refresh"],
    [["--refresh", "--type", "m7g.*"], "--type: only without --refresh"],
    [["--refresh"], "region: not known; use --region or AWS_REGION"],
    [
      ["--refresh", "--price-list", "http://example.com"],
      "--price-list: must be an https address, or http on this machine, got http://example.com",
    ],
    [["--price-list", "prices"], "--price-list: must be an https address, or http on this machine, got prices"],
    [["--refresh", "--region", "eu-west-1", "--output", "."], ".: must be a file, got a folder"],
    [
      ["--region", "eu-west-1"],
      "--region: the price table is of us-east-1, got eu-west-1; lmi cost prices --refresh reads another Region, --prices takes what it wrote",
    ],
    [["--region", "il-central-1"], "--region: must be a Region that has managed instances, got il-central-1"],
    [["--refresh", "--region", "me-south-1"], "--region: must be a Region that has managed instances, got me-south-1"],
    [["--prices", "absent.json"], "absent.json: cannot be read (ENOENT)"],
  ])("refuses %j", async (options, line) => {
    expect(await lmi(["cost", "prices", ...options])).toEqual({ code: 2, stdout: "", stderr: `${line}\n` });
  });
});

describe("lmi cost prices --refresh", () => {
  it("writes the prices of a Region, and prints them with --json", async () => {
    const path = join(folder, "prices.eu-west-1.json");
    const { code, stdout, stderr } = await lmi(refreshing(server, path));
    expect([code, stderr]).toEqual([0, ""]);
    const written = JSON.parse(readFileSync(path, "utf8"));
    expect(pricesOf(written)).toEqual(LISTED);
    expect(stdout).toBe(`${path}: prices of eu-west-1 on ${written.date}, 4 instance types\n${written.source}\n`);

    expect(await lmiJson(refreshing(server, path))).toEqual(written);
    const shown = await lmi(["cost", "prices", "--prices", path, "--region", "eu-west-1"]);
    expect(shown.stdout).toMatch(/^m7g\.large +arm64 +2 +8 +\$0\.09110 +\$0\.10477 +\$76\.48$/m);
  });

  it("leaves the file as it was when a price is missing, and names it", async () => {
    const path = join(folder, "kept.json");
    writeFileSync(path, "as it was");
    expect(await lmi(refreshing(incomplete, path))).toEqual({
      code: 1,
      stdout: "",
      stderr: "stepFunctions.usdPerThousandTransitions: AmazonStates of eu-west-1 lists no StateTransition\n",
    });
    expect(readFileSync(path, "utf8")).toBe("as it was");
  });

  it("writes nothing for a Region that the list does not have", async () => {
    const path = join(folder, "nowhere.json");
    const { code, stderr } = await lmi([...refreshing(server, path), "--region", "eu-nowhere-9"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^http:.*\/AWSLambda\/current\/eu-nowhere-9\/index\.csv: is not there for this Region or service, got HTTP 403\n$/,
    );
    expect(existsSync(path)).toBe(false);
  });

  it("leaves nothing beside the files that it writes", () => {
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
