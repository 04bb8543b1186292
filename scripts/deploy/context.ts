// What a verb works with.
import type { Readable } from "node:stream";
import type { Stack } from "../../terraform/manifest.ts";
import type { Screen } from "./screen.ts";
import type { ReadState } from "./state.ts";
import type { Stop } from "./stop.ts";
import type { Terraform } from "./terraform.ts";

export interface Context {
  readonly screen: Screen;
  readonly stop: Stop;
  readonly terraform: Terraform;
  readonly stdin: Readable;
  /**
   * Writes the app's Terraform and reads it.
   * @param variables environment variables for the synthesis
   */
  synthesise(variables?: Readonly<Record<string, string>>): Promise<readonly Stack[]>;
  /** Reads what was synthesised before. */
  synthesised(): Promise<readonly Stack[]>;
}

/** How the run ends when nothing was thrown: 0 done, 1 refused or failed. */
export type ExitCode = 0 | 1;

/** Reads the state of a stack by its name. */
export const readStateIn =
  ({ terraform }: Pick<Context, "terraform">, stacks: readonly Stack[]): ReadState =>
  async (name) => {
    const stack = stacks.find((other) => other.name === name);
    return stack && terraform.readState(stack);
  };
