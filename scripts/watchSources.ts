// Bundles what is saved, for npm start -- --watch: the functions' own archives, as a build makes them.
import { watch } from "node:fs";
import { dirname, join, posix } from "node:path";
import { type BuildContext, type BuildFailure, type BuildOptions, context } from "esbuild";
import { zipSync } from "fflate";
import type { WatchSources } from "../local/watch.ts";
import { ENVIRONMENTS } from "../stacks/config/environments.ts";
import { ownFunctionsOf } from "../stacks/config/functions.ts";
import { FUNCTIONS } from "../stacks/service/functions.ts";
import { NO_TIME, OPTIONS, OWN_OPTIONS, ROOT } from "./build/bundles.ts";

/** A save is often several writes. */
const QUIET_MILLISECONDS = 60;

/** Handler files of a team's own functions. */
const ownHandlers = (): string[] => [
  ...new Set(
    ENVIRONMENTS.flatMap((config) => ownFunctionsOf(config).flatMap(([, { handler }]) => (handler ? [handler] : []))),
  ),
];

const lineOf = ({ errors, message }: BuildFailure): string => {
  const [first] = errors ?? [];
  if (!first) return message;
  return `${first.location ? `${first.location.file}:${first.location.line}: ` : ""}${first.text}`;
};

/** One function's sources: what it is made of, and its archive. */
interface Bundle {
  readonly building: BuildContext<typeof KEPT>;
  archive: Buffer;
  /** Paths from the root. */
  inputs: ReadonlySet<string>;
}

const KEPT = { logLevel: "silent", metafile: true, write: false } as const;

async function rebuild(building: Bundle["building"]): Promise<Pick<Bundle, "archive" | "inputs">> {
  const { outputFiles, metafile } = await building.rebuild();
  const [file] = outputFiles;
  const zip = zipSync({ "index.mjs": [file?.contents ?? new Uint8Array(), { mtime: NO_TIME, level: 6 }] });
  return { archive: Buffer.from(zip), inputs: new Set(Object.keys(metafile.inputs)) };
}

async function open(source: string, options: BuildOptions): Promise<Bundle> {
  const entry = source.startsWith("./") ? source : `./${source}`;
  const building = await context({ ...options, ...KEPT, entryPoints: [{ in: entry, out: "index" }] });
  return { building, ...(await rebuild(building)) };
}

export const watchSources: WatchSources = async (told) => {
  const own = ownHandlers();
  const bundles = await Promise.all([
    ...FUNCTIONS.map((id) => open(`app/${id}/handler.ts`, OPTIONS)),
    ...own.map((source) => open(source, OWN_OPTIONS)),
  ]);
  /** Files that were saved since the last build. */
  const saved = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();

  async function take(at: number): Promise<void> {
    const paths = [...saved];
    saved.clear();
    const affected = bundles.filter(({ inputs }) => paths.some((path) => inputs.has(path)));
    const built = await Promise.allSettled(
      affected.map(async (bundle) => {
        const before = bundle.archive;
        Object.assign(bundle, await rebuild(bundle.building));
        return { before, after: bundle.archive };
      }),
    );
    const changed = built.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const broken = built.find((one) => one.status === "rejected");
    await told({
      at,
      changed: changed.filter(({ before, after }) => !before.equals(after)),
      ...(broken && { broken: lineOf(broken.reason as BuildFailure) }),
    });
  }

  const see = (path: string) => {
    saved.add(path);
    const at = performance.now();
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = last.then(() => take(at));
    }, QUIET_MILLISECONDS);
  };
  for (const folder of new Set(["app", ...own.map((source) => dirname(source))]))
    watch(join(ROOT, folder), { recursive: true }, (_, name) => {
      if (name !== null) see(posix.join(folder, name));
    });
};
