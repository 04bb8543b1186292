// The lmi command in this process: as a user has it in a pipe, with nothing of this machine's AWS settings.
import { devNull } from "node:os";
import { types } from "node:util";
import { run } from "../../../scripts/lmi/run.ts";

// The AWS SDK reads these itself; jest gives every test file a process.env of its own.
for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
Object.assign(process.env, {
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
});

// What Node throws is an Error for the command and for the SDK, though jest's realm has an Error of its own.
const isInstance = Function.prototype[Symbol.hasInstance];
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, thrown: unknown) {
    return isInstance.call(this, thrown) || (this === Error && types.isNativeError(thrown));
  },
});

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a test may give of its own. */
interface Around {
  /** In its columns; without it, the command runs in a pipe. */
  readonly terminal?: number;
  readonly stdin?: string | Promise<string>;
  readonly signal?: AbortSignal;
  /** Milliseconds. */
  readonly now?: () => number;
  /** Told each time that the command writes something. */
  readonly written?: (text: string) => void;
}

async function* standardInput(text: string | Promise<string>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(await text);
}

/** Runs `lmi` with the arguments. */
export async function lmi(
  args: readonly string[],
  variables: NodeJS.ProcessEnv = {},
  { terminal, stdin = "", signal, now, written }: Around = {},
): Promise<Ran> {
  const output = () => {
    let text = "";
    return {
      write: (more: string) => {
        text += more;
        written?.(more);
      },
      ...(terminal !== undefined && { isTTY: true, columns: terminal }),
      text: () => text,
    };
  };
  const [stdout, stderr] = [output(), output()];
  const { PATH, HOME } = process.env;
  const code = await run(args, {
    ...{ stdout, stderr, stdin: standardInput(stdin) },
    env: { PATH, HOME, LMI_OPERATOR: "tester", ...variables },
    ...(signal && { signal }),
    ...(now && { now }),
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** Runs `lmi … --json`; @throws Error unless it succeeds, says nothing on stderr, and prints one JSON document */
export async function lmiJson(args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
  const { code, stdout, stderr } = await lmi([...args, "--json"], variables);
  if (code !== 0 || stderr !== "") throw new Error(`lmi ${args.join(" ")}: exit ${code}, ${stderr}`);
  return JSON.parse(stdout);
}
