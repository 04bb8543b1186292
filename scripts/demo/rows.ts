// One line for each clip: rewritten in place on a terminal, a new line for each change of status elsewhere.
import type { Writable } from "node:stream";
import type { Seen } from "./client.ts";
import type { Clip } from "./clips.ts";

const BAR = 20;

function rowOf({ title }: Clip, { status, progress, outputs = [], failure }: Seen): string {
  const percent = status === "completed" ? 100 : (progress?.percent ?? 0);
  const done = Math.round((percent / 100) * BAR);
  const bar = `${"█".repeat(done)}${"░".repeat(BAR - done)}`;
  const what = status === "completed" ? `${outputs.length} outputs` : (failure?.code ?? progress?.stage ?? "");
  return `  ${title.padEnd(14)}${bar} ${String(percent).padStart(3)} %  ${status.padEnd(16)}${what}`.trimEnd();
}

export function createRows(out: Writable & { readonly isTTY?: boolean }, clips: readonly Clip[]) {
  let shown = 0;
  const last = new Map<string, string>();
  return {
    show(seen: readonly Seen[]): void {
      const rows = seen.map((one, index) => rowOf(clips[index] as Clip, one));
      if (out.isTTY) {
        out.write(`${shown > 0 ? `\u001b[${shown}A` : ""}${rows.map((row) => `\u001b[2K${row}\n`).join("")}`);
        shown = rows.length;
        return;
      }
      for (const [index, { id, status }] of seen.entries()) {
        if (last.get(id) !== status) out.write(`${rows[index]}\n`);
        last.set(id, status);
      }
    },
  };
}
