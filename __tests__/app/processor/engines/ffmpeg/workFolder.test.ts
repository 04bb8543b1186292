import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { inWorkFolder, sweepWorkFolders } from "../../../../../app/processor/engines/ffmpeg/workFolder.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "work-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("a job's folder", () => {
  it("is there during the job, and gone after it", async () => {
    const seen = await inWorkFolder(async (folder) => {
      expect(existsSync(folder)).toBe(true);
      return folder;
    }, root);

    expect(existsSync(seen)).toBe(false);
  });

  it("is gone after a job that fails, too", async () => {
    await expect(inWorkFolder(() => Promise.reject(new Error("no")), root)).rejects.toThrow("no");

    expect(readdirSync(root)).toEqual([]);
  });

  it("is kept by a sweep of the same process, as another thread's start is one", async () => {
    await inWorkFolder(async (folder) => {
      sweepWorkFolders(root);

      expect(readdirSync(root)).toEqual([basename(folder)]);
    }, root);
  });
});

describe("the sweep", () => {
  const BEGAN = new Map([
    [7, 1000],
    [8, 2000],
  ]);

  it("removes what ended processes left, also when their ids came again, and nothing else", () => {
    const kept = ["video-7-1000-aaaaaa", "video-8-2000-bbbbbb", "other-9-1-cccccc", "video-notes"];
    const left = ["video-7-999-dddddd", "video-8-1000-eeeeee", "video-9-1000-ffffff"];
    for (const name of [...kept, ...left]) mkdirSync(join(root, name, "deep"), { recursive: true });

    sweepWorkFolders(root, (pid) => BEGAN.get(pid));

    expect(readdirSync(root).toSorted()).toEqual(kept.toSorted());
  });

  it("makes the folder of folders when it is missing", () => {
    const missing = join(root, "deep", "er");

    sweepWorkFolders(missing);

    expect(readdirSync(missing)).toEqual([]);
  });
});
