// What videos leave on the machine of a local run: objects in the media bucket, processes, folders of jobs.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { LocalRun } from "./system.ts";

type Run = Pick<LocalRun, "awsUrl">;

const settingsOf = ({ awsUrl: endpoint }: Run) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

/** A sweep at once, without waiting for the next tick. @returns what it answered */
export async function sweep(run: Run): Promise<Readonly<Record<string, unknown>>> {
  const FunctionName = "dev-video-dispatcher";
  const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify({ action: "sweep" }) });
  const { Payload } = await new LambdaClient(settingsOf(run)).send(command);
  return JSON.parse(new TextDecoder().decode(Payload));
}

/** Keys in the media bucket, in their order. */
export async function objectsOf(run: Run): Promise<string[]> {
  const s3 = new S3Client({ ...settingsOf(run), forcePathStyle: true });
  const { Buckets: [bucket] = [] } = await s3.send(new ListBucketsCommand({}));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket?.Name }));
  return Contents.flatMap(({ Key }) => Key ?? []);
}

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly args: string;
}

/** Processes that work on one of these videos, each of which is named in the URL of its source: FFmpeg and what guards it. */
export function processesOn(ids: readonly string[]): Process[] {
  const listed = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  return listed.split("\n").flatMap((line) => {
    const [, pid, parent, args = ""] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
    return ids.some((id) => args.includes(`sources/${id}`)) ? [{ pid: Number(pid), parent: Number(parent), args }] : [];
  });
}

/** The FFmpeg that makes the video's `video.mp4`, once it does. */
export const transcoderOf = (id: string): Process | undefined =>
  processesOn([id]).find(({ args }) => !args.startsWith("/bin/sh") && args.includes("video.mp4"));

/** Folders of jobs in a temporary folder. */
export const workFoldersIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => /^video-\d+-\d+-/.test(name));
