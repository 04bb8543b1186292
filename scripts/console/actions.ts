// The actions of the page: each is a command of lmi, run in this process exactly as it is shown, or a call of the API.

import { LMI_ACTIONS, lmiCommand, type Values } from "../../local/console/commands.ts";
import { type Act, ConsoleError } from "../../local/console/console.ts";
import type { LocalFace } from "../../local/console/face.ts";
import { run } from "../lmi/run.ts";
import { askApi, videoIdOf } from "./media.ts";
import type { RunsView } from "./runsView.ts";

export interface ActionsOptions {
  readonly environment: string;
  readonly awsUrl: string;
  readonly apiUrl: string;
  readonly face: Pick<LocalFace, "tick">;
  readonly runs: RunsView;
}

const noInput = async function* (): AsyncGenerator<Uint8Array> {};

/** @throws ConsoleError with what the command says */
async function runLmi(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  let said = "";
  const output = {
    write: (text: string) => {
      said += text;
    },
  };
  const code = await run(argv, { stdout: output, stderr: output, stdin: noInput(), env });
  if (code !== 0) throw new ConsoleError(said.trim() || `lmi ended with ${code}`);
  return said.trim();
}

/** Only texts: whatever a field is given becomes one argument of the command. @throws ConsoleError */
function textsOf(id: string, given: Readonly<Record<string, unknown>>): Values {
  const fields = LMI_ACTIONS.find((action) => action.id === id)?.fields ?? [];
  return Object.fromEntries(
    fields.map(({ name, label, isOptional }) => {
      const value = given[name] ?? "";
      if (typeof value !== "string" || value.length > 500 || value.startsWith("-"))
        throw new ConsoleError(
          `${label}: must be a text of at most 500 characters that does not begin with -, got ${value}`,
        );
      if (value === "" && !isOptional && id !== "fault") throw new ConsoleError(`${label}: must be given, got nothing`);
      return [name, value];
    }),
  );
}

/** What a command of lmi is told of the local run. */
export const environmentOf = (awsUrl: string): NodeJS.ProcessEnv => ({
  ...process.env,
  AWS_ENDPOINT_URL: awsUrl,
  LMI_AWS_PORT: new URL(awsUrl).port,
});

export function createActions({ environment, awsUrl, apiUrl, face, runs }: ActionsOptions): Record<string, Act> {
  const env = environmentOf(awsUrl);
  const ofLmi = LMI_ACTIONS.map(({ id }): [string, Act] => [
    id,
    (given) => runLmi(lmiCommand(id, textsOf(id, given), environment) ?? [], env),
  ]);
  return {
    ...Object.fromEntries(ofLmi),
    process: async ({ id, when = "now" }) => {
      if (when !== "now" && when !== "window") throw new ConsoleError(`when: must be now or window, got ${when}`);
      await askApi(apiUrl, "POST", `/videos/${videoIdOf(id)}/process`, { when });
      return when === "now" ? "It is queued." : "It waits for a window.";
    },
    tick: async () => {
      const called = face.tick().map(({ functionArn }) => functionArn.slice(functionArn.lastIndexOf(":") + 1));
      return `called ${called.join(" and ")}`;
    },
    redrive: ({ arn }) => runs.redrive(arn),
  };
}
