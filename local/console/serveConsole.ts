// The console of npm start: its page is there before the system is, and shows that come up.
import { systemClock } from "../lambda/clock.ts";
import type { Listener } from "../servers.ts";
import type { LocalSystem } from "../system.ts";
import { createConsole } from "./console.ts";
import { Feed } from "./feed.ts";
import { followLocal, Losses } from "./followLocal.ts";
import type { Meta } from "./model.ts";
import { pageFiles } from "./pageFiles.ts";
import type { OpenReader, Reader } from "./reader.ts";

export interface LocalConsole {
  readonly feed: Feed;
  readonly losses: Losses;
  /** Follows the system from now on. */
  follow(system: LocalSystem): Promise<void>;
  /** Something has changed that no call of AWS shows. */
  poke(): void;
  stop(): void;
}

/** Serves the page at the listener. */
export async function serveConsole(
  listener: Listener,
  { environment, openReader }: { readonly environment: string; readonly openReader: OpenReader },
): Promise<LocalConsole> {
  const feed = new Feed(systemClock);
  const losses = new Losses();
  const files = await pageFiles();
  let reader: Reader | undefined;
  let unfollow = () => {};
  const meta = (more: Partial<Meta>) => {
    const common = { environment, region: "", kind: "local" as const, actions: [], startedAt };
    feed.put("meta", "", { ...common, ...more });
  };
  const startedAt = Date.now();
  meta({});
  listener.serve((request, response, url) => {
    const { lookups = {}, streams = {}, actions, upload } = reader ?? {};
    const handle = createConsole({
      files,
      feed,
      lookups,
      streams,
      ...(actions && { actions }),
      ...(upload && { upload }),
    });
    return handle(request, response, url);
  });
  return {
    feed,
    losses,
    async follow({ awsUrl, apiUrl, region, face }) {
      unfollow = followLocal(face, losses, feed);
      reader = await openReader({ environment, region, awsUrl, apiUrl, face }, feed);
      meta({
        region,
        awsUrl,
        apiUrl,
        actions: [...Object.keys(reader.actions ?? {}), ...(reader.upload ? ["upload"] : [])],
      });
    },
    poke: () => reader?.poke(),
    stop() {
      unfollow();
      reader?.stop();
      feed.close();
    },
  };
}
