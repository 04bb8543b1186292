// Many videos at once, on a local AWS that answers as seldom as the real one.
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { load } from "../../scripts/scale/load.ts";
import { withEngineOf } from "../../scripts/scale/quickEngine.ts";
import { discard, eventually, type LocalRun, startLocal, temporaryFolder } from "../support/local/system.ts";

const VIDEOS = 200;
const SECONDS = 600;
/** Instances have processors of their own; here all videos share those of one machine. */
const CPU_MILLISECONDS = 80;

let folder: string;
let run: LocalRun | undefined;

beforeEach(() => {
  folder = temporaryFolder();
  run = undefined;
});

afterEach(() => discard(run, folder));

it(
  `completes ${VIDEOS} videos that are asked for within 5 s, with few runs and few calls of the control plane, and ends at 0/0`,
  async () => {
    run = await startLocal(folder, [], withEngineOf(CPU_MILLISECONDS, folder));
    const { apiUrl, awsUrl, output } = run;

    const { ended, mostExecutions, controlPlane, seconds } = await load({
      apiUrl,
      awsUrl,
      videos: VIDEOS,
      withinSeconds: 5,
      timeoutSeconds: SECONDS,
    });

    expect(ended).toEqual({ completed: VIDEOS });
    expect(mostExecutions).toBeLessThanOrEqual(3);
    expect(controlPlane.maxPerSecond).toBeLessThanOrEqual(15);
    expect(controlPlane.throttled).toBe(0);
    expect(controlPlane.calls / seconds).toBeLessThanOrEqual(1);
    const state = () => [...output().matchAll(/dev-video-processor +\w+ → (\w+)/g)].at(-1)?.[1];
    await eventually(
      "capacity to go back to 0/0",
      120,
      () => (state() === "Deactivated" ? true : undefined),
      () => String(state()),
    );
  },
  (SECONDS + 200) * 1000,
);
