import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { leftOverLines, type OpenBucket, type S3Location } from "../../../scripts/deploy/leftOver.ts";
import type { Stack } from "../../../terraform/manifest.ts";

const FULL = { resources: [{ mode: "managed", type: "aws_vpc", name: "vpc", instances: [{}] }] } as const;
const EMPTY = { resources: [] };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "left-over-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const local = (name: string): Stack => ({
  name,
  folder: join(folder, "out", "stacks", name),
  dependencies: [],
  template: { terraform: { backend: { local: { path: `../../../terraform.${name}.tfstate` } } } },
});
const inBucket = (name: string): Stack => ({
  ...local(name),
  template: { terraform: { backend: { s3: { bucket: "states", region: "eu-west-1", key: `video/${name}.tfstate` } } } },
});
const noBucket: OpenBucket = async () => {
  throw new Error("not asked for");
};
const store = (name: string, state: unknown) =>
  writeFile(join(folder, `terraform.${name}.tfstate`), JSON.stringify(state));

describe("states of stacks that the app has no more", () => {
  it("are said, with what they hold, in a folder", async () => {
    await Promise.all([
      store("new-data", FULL),
      store("old-data", FULL),
      store("old-network", FULL),
      store("older-data", EMPTY),
    ]);
    await writeFile(join(folder, "terraform.old-service.tfstate.backup"), JSON.stringify(FULL));

    expect(await leftOverLines([local("new-data")], [local("new-data")], noBucket)).toEqual([
      `old-data and old-network: deployed, and no stack of this app any more; what they hold goes on being billed (states in ${folder}; docs/runbook.md#a-renamed-environment)`,
    ]);
  });

  it("are said in a bucket, which is asked once", async () => {
    const asked: S3Location[] = [];
    const open: OpenBucket = async (location) => {
      asked.push(location);
      return {
        shown: "s3://states/video/",
        names: async () => ["new-data", "old-data", "older-data"],
        read: async (name) => (name === "old-data" ? FULL : EMPTY),
      };
    };
    const all = [inBucket("new-data"), inBucket("new-network")];

    expect(await leftOverLines(all, all, open)).toEqual([
      "old-data: deployed, and no stack of this app any more; what it holds goes on being billed (states in s3://states/video/; docs/runbook.md#a-renamed-environment)",
    ]);
    expect(asked).toEqual([{ bucket: "states", region: "eu-west-1", prefix: "video/" }]);
  });

  it("are not looked for where that is refused, which is said in one line", async () => {
    const denied: OpenBucket = async () => ({
      shown: "s3://states/video/",
      names: async () => {
        throw Object.assign(new Error("no"), { name: "AccessDenied" });
      },
      read: async () => undefined,
    });

    expect(await leftOverLines([inBucket("a-data")], [inBucket("a-data")], denied)).toEqual([
      "s3://states/video/: cannot be looked at (AccessDenied), so deployed stacks that the app has no more are not seen",
    ]);
  });

  it("are none where every stack is the app's, chosen or not", async () => {
    await Promise.all([store("a-data", FULL), store("b-data", FULL)]);

    expect(await leftOverLines([local("a-data")], [local("a-data"), local("b-data")], noBucket)).toEqual([]);
  });
});
