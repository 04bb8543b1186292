// npm run synth, in a process of its own: its variables are its own, and what it says about a wrong configuration is shown as it is.
import { FailedError, UsageError } from "../cliError.ts";
import { startChild } from "./child.ts";
import type { Screen } from "./screen.ts";
import type { Stop } from "./stop.ts";

interface SynthOptions {
  /** Where main.ts is. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly screen: Screen;
  readonly stop: Stop;
}

/** @throws UsageError when the configuration was refused; its lines are on the screen then */
export async function synthesise({ root, env, screen, stop }: SynthOptions): Promise<void> {
  stop.check();
  const child = startChild(process.execPath, ["main.ts"], { cwd: root, env });
  const { code, stdout, stderr } = await stop.wait(child, "quick");
  stop.check();
  if (stdout !== "") screen.write(stdout);
  if (code === 0) return;
  if (code === 2) throw new UsageError(stderr.trimEnd());
  throw new FailedError(`${stderr.trimEnd()}\nsynth failed; nothing was changed`);
}
