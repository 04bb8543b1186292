// State of modules: what held an invocation's data while it waited.
import type { Evidence, HeldState } from "../evidence.ts";
import { GLOBAL } from "../inside/names.ts";
import type { Finding, Level } from "./finding.ts";
import type { Mixed } from "./leaks.ts";

/** `queue[3].id` and `queue[4].id` are one place. */
const slotOf = ({ file, line, path }: Pick<HeldState, "file" | "line" | "path">): string =>
  `${file}:${line} ${path.replaceAll(/\[\d+\]/g, "[]")}`;

/** The variable that a path begins with. */
export const rootOf = (path: string): string => /^(?:Symbol\([^)]*\)|[^.[]+)/.exec(path)?.[0] ?? path;

/** How large a share of invocations must have met before silence says something. */
export const LEAST_MET = 0.05;

/** One finding for each variable, the program's own before those of its dependencies. */
export function moduleState({ held, invoked }: Evidence, mixed: Mixed, metShare: number): Finding[] {
  const of = new Set(invoked.filter(({ watched }) => watched !== undefined).map(({ id }) => id)).size;
  const level: Level = mixed.proven.size > 0 ? "error" : metShare < LEAST_MET ? "info" : "warning";
  const byRoot = Map.groupBy(held, ({ file, line, path }) => `${file}:${line} ${rootOf(path)}`);
  const found = [...byRoot.values()].map((list): Finding => {
    const [first] = list as [HeldState, ...HeldState[]];
    const slots = [...new Set(list.map(slotOf))].length;
    const more = slots > 1 ? ` and in ${slots - 1} more places of it` : "";
    return {
      ...{ level, code: "module-state", subject: rootOf(first.path) },
      ...(first.file !== GLOBAL && { place: { file: first.file, line: first.line } }),
      what: `${first.path}${more} held ${JSON.stringify(first.needle.slice(0, 60))} while ${first.event.name} waited`,
      seen: { count: new Set(list.map(({ id }) => id)).size, of },
    };
  });
  const own = found.filter(({ place }) => !place?.file.includes("node_modules/"));
  return own.length > 0 ? own : found;
}
