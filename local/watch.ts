// npm start -- --watch: what is saved is published as a publish on AWS is. What does not compile, or does not start, changes nothing.
import { createHash } from "node:crypto";
import type { LocalFace } from "./console/face.ts";

/** What came of the sources after a change. */
export interface Saved {
  /** When it was saved, in milliseconds of performance.now(). */
  readonly at: number;
  /** Deployment packages that have become others: each with the one before. */
  readonly changed: readonly { readonly before: Buffer; readonly after: Buffer }[];
  /** Why some of it does not compile; what that is part of has not changed. */
  readonly broken?: string;
}

/** Calls back whenever sources were saved and bundled. Resolves when it watches. */
export type WatchSources = (told: (saved: Saved) => Promise<void>) => Promise<void>;

const sha256 = (archive: Buffer) => createHash("sha256").update(archive).digest("base64");

/** @param say prints a line */
export async function publishSaved(
  face: Pick<LocalFace, "publish">,
  watchSources: WatchSources,
  say: (subject: string, what: string) => void,
): Promise<void> {
  /** The code that runs where what was saved last does not start: the next one takes its place. */
  const running = new Map<string, string>();
  await watchSources(async ({ at, changed, broken }) => {
    if (broken !== undefined) say("error", `${broken}; the code before stays`);
    for (const { before, after } of changed) {
      const known = running.get(sha256(before)) ?? sha256(before);
      const from = [...new Set([known, sha256(before)])];
      const published = (await Promise.all(from.map((one) => face.publish(one, after)))).flat();
      const failed = published.filter(({ failure }) => failure !== undefined);
      for (const { name, failure } of failed)
        say("error", `${name}: what was saved does not start; the code before stays: ${failure}`);
      if (failed.length > 0) running.set(sha256(after), known);
      const names = published.filter(({ failure }) => failure === undefined).map(({ name }) => name);
      const seconds = ((performance.now() - at) / 1_000).toFixed(1);
      if (names.length > 0) say("watch", `${names.join(", ")} published, in use ${seconds} s after it was saved`);
    }
  });
  say("watch", "what is saved in app/ is published at once");
}
