// What showing costs: the share of a core that the console's server takes while 50 things a second happen and a page reads them.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { createConsole } from "../../local/console/console.ts";
import { Feed } from "../../local/console/feed.ts";
import { pageFiles } from "../../local/console/pageFiles.ts";
import { systemClock } from "../../local/lambda/clock.ts";
import { openConsolePort } from "../../local/servers.ts";

const EVENTS_PER_SECOND = 50;
const SECONDS = 8;
const VIDEOS = 5_000;

/** The share of a core that this process takes while something happens so often. */
async function cpuShare(happen: () => void, seconds: number): Promise<number> {
  const timer = setInterval(happen, 1_000 / EVENTS_PER_SECOND);
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  await sleep(seconds * 1_000);
  clearInterval(timer);
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 1_000 / (performance.now() - began);
}

/** 0 to 1 */
export async function consoleCpuShare(): Promise<number> {
  const feed = new Feed(systemClock);
  const listener = await openConsolePort(0);
  listener.serve(createConsole({ files: await pageFiles(), feed, lookups: {}, streams: {} }));
  const reading = "for await (const _ of (await fetch(process.argv[1])).body);";
  const address = `http://127.0.0.1:${listener.port}/events`;
  const reader = spawn(process.execPath, ["--input-type=module", "-e", reading, address], { stdio: "ignore" });
  let step = 0;
  const happen = () => {
    step += 1;
    const id = String(step % VIDEOS).padStart(26, "0");
    const at = new Date(step).toISOString();
    feed.put("videos", id, { id, title: `film ${id}`, status: "processing", createdAt: at, updatedAt: at, attempt: 1 });
    feed.append("activity", { at: Date.now(), subject: "dev-video-processor", what: `step ${step}`, isError: false });
  };
  try {
    while (feed.subscribers === 0) await sleep(20);
    await cpuShare(happen, 1);
    const told = await cpuShare(happen, SECONDS);
    return told - (await cpuShare(() => {}, SECONDS / 2));
  } finally {
    reader.kill();
    feed.close();
    await listener.close();
  }
}
