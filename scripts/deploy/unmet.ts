// What synth already knows to be missing: said before anything is planned, where Terraform would refuse in the middle.

import { NEVER } from "../../stacks/service/ffmpegLayer.ts";
import type { Stack } from "../../terraform/manifest.ts";

interface Resource {
  readonly lifecycle?: {
    readonly precondition?: readonly { readonly condition?: unknown; readonly error_message?: string }[];
  };
}

type Resources = Readonly<Record<string, Readonly<Record<string, Resource>>>>;

/** One line for each precondition of these stacks that cannot hold. */
export const unmetLines = (stacks: readonly Stack[]): string[] =>
  stacks.flatMap(({ name, template }) =>
    Object.values((template.resource ?? {}) as Resources)
      .flatMap((byName) => Object.values(byName))
      .flatMap(({ lifecycle }) => lifecycle?.precondition ?? [])
      .filter(({ condition }) => condition === NEVER)
      .map(({ error_message: message }) => `${name}: ${message}`),
  );
