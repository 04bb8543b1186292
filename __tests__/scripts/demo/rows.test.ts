import { Writable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import type { Seen } from "../../../scripts/demo/client.ts";
import type { Clip } from "../../../scripts/demo/clips.ts";
import { createRows } from "../../../scripts/demo/rows.ts";

const CLIPS = ["one", "two"].map((title) => ({ title }) as Clip);
const at = (first: Partial<Seen>, second: Partial<Seen> = {}): Seen[] => [
  { id: "1", status: "queued", ...first } as Seen,
  { id: "2", status: "queued", ...second } as Seen,
];

function shown(isTTY: boolean, ...looks: Seen[][]): string[] {
  const written: string[] = [];
  const out = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk).replaceAll("\u001b", "ESC"));
      done();
    },
  });
  const rows = createRows(Object.assign(out, { isTTY }), CLIPS);
  for (const look of looks) rows.show(look);
  return written;
}

const WORKING = { status: "processing", progress: { stage: "transcode", percent: 47 } } as const;

describe("the rows of the demo", () => {
  it("are a line for each change of status in a pipe", () => {
    expect(shown(false, at({}), at({}), at(WORKING), at({ status: "completed" }))).toEqual([
      "  one           ░░░░░░░░░░░░░░░░░░░░   0 %  queued\n",
      "  two           ░░░░░░░░░░░░░░░░░░░░   0 %  queued\n",
      "  one           █████████░░░░░░░░░░░  47 %  processing      transcode\n",
      "  one           ████████████████████ 100 %  completed       0 outputs\n",
    ]);
  });

  it("are rewritten in place on a terminal", () => {
    const [first, second] = shown(true, at({}), at(WORKING));

    expect(first).toMatch(/^ESC\[2K {2}one/);
    expect(second).toMatch(/^ESC\[2AESC\[2K {2}one .* 47 % {2}processing {6}transcode\nESC\[2K {2}two/);
  });

  it("say why a video failed", () => {
    const failed = { status: "failed", failure: { code: "TOO_LONG", message: "" } } as const;

    expect(shown(false, at(failed))[0]).toContain("failed          TOO_LONG\n");
  });
});
