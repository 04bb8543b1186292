// lmi plan compare: what differs between two syntheses, for pull requests that get no credentials and so no plan.

import { isDeepStrictEqual } from "node:util";
import type { Command } from "commander";
import { asMarkdown, type Phrase, plural } from "../../../plan/report/phrase.ts";
import { readStacks, type Stack } from "../../../terraform/manifest.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";

const MAX_ADDRESSES = 200;

export function addCompare(plan: Command): void {
  const command = plan
    .command("compare")
    .description("which resources two syntheses have differently, as Markdown; needs no credentials")
    .argument("<before>", "what npm run synth wrote of the one")
    .argument("<after>", "and of the other");
  command.action(inSession(run));
  withExample(command, "lmi plan compare base/cdktf.out change/cdktf.out");
}

type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function blocksOf(stacks: readonly Stack[]): Map<string, unknown> {
  return new Map(
    stacks.flatMap(({ name, template }) =>
      (["resource", "data"] as const).flatMap((kind) =>
        Object.entries((template[kind] ?? {}) as Blocks).flatMap(([type, byName]) =>
          Object.entries(byName).map(([id, block]) => [
            `${name}: ${kind === "data" ? "data." : ""}${type}.${id}`,
            block,
          ]),
        ),
      ),
    ),
  );
}

function linesOf(what: string, addresses: readonly string[]): string[] {
  if (addresses.length === 0) return [];
  const shown = addresses.slice(0, MAX_ADDRESSES).map((name): Phrase => ["- ", { name }]);
  const left = addresses.length - shown.length;
  return [
    "",
    `${plural(addresses.length, "resource")} ${what}:`,
    "",
    ...shown.map(asMarkdown),
    ...(left > 0 ? [`- and ${left.toLocaleString("en-US")} more`] : []),
  ];
}

const run: Run = async (_session, _options, [before = "", after = ""]) => {
  const [old, young] = (await Promise.all([before, after].map(readStacks))).map((stacks) => blocksOf(stacks ?? []));
  const [was, is] = [old ?? new Map(), young ?? new Map()];
  const added = [...is.keys()].filter((address) => !was.has(address)).sort();
  const removed = [...was.keys()].filter((address) => !is.has(address)).sort();
  const changed = [...is].flatMap(([address, block]) =>
    was.has(address) && !isDeepStrictEqual(was.get(address), block) ? [address] : [],
  );
  const lines = [
    ...linesOf("only before", removed),
    ...linesOf("only after", added),
    ...linesOf("otherwise", changed.toSorted()),
  ];
  return {
    json: { added, removed, changed: changed.toSorted() },
    lines: lines.length > 0 ? lines.slice(1) : ["The synthesised Terraform has the same resources."],
  };
};
