// npm run changes: every pair of configurations, deployed and changed. Needs a terraform on the PATH that may
// create what it likes: .ci/change-check runs it with one that has a stand-in for AWS.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildArchives, pathsOf } from "../build/bundles.ts";
import { PAIRS } from "./pairs.ts";
import { type Played, play } from "./play.ts";
import { isSame, writeSeen } from "./seen.ts";

const { values } = parseArgs({
  options: {
    /** Part of a pair's name. */
    only: { type: "string", default: "" },
    /** `1/2` is the first of two parts. */
    part: { type: "string", default: "1/1" },
    /** Where to write what was seen, as JSON. */
    seen: { type: "string" },
    /** Plays nothing: whether these files of what was seen, together, are what docs/changes.md is made of. */
    same: { type: "string", multiple: true },
    /** With `--same`: makes it so. */
    write: { type: "boolean", default: false },
  },
});
if (values.same) process.exit(isSame(values.same, values.write) ? 0 : 1);

const world = process.env.OFFLINE_TF_WORLD;
if (!world) {
  console.error("OFFLINE_TF_WORLD: must name a file, which the stand-in provider keeps what exists in");
  process.exit(2);
}
const [part = 1, parts = 1] = values.part.split("/").map(Number);
const pairs = PAIRS.filter(({ name }) => name.includes(values.only)).filter((_, index) => index % parts === part - 1);

const work = mkdtempSync(join(tmpdir(), "changes-"));
const archives = pathsOf(await buildArchives());
const seen: Played[] = [];
for (const [index, pair] of pairs.entries()) {
  const key = createHash("sha256")
    .update(JSON.stringify(pair.from ?? {}))
    .digest("hex")
    .slice(0, 8);
  const played = await play({ root: join(work, "root"), world, archives }, pair, join(work, key));
  seen.push(played);
  const { name, end, steps, review, wrong, seconds } = played;
  const how = end === "refused" ? end : steps === 1 ? end : `${end} in ${steps} steps`;
  console.log(`${values.part}, ${index + 1} of ${pairs.length}: ${name}: ${how}, review ${review.worst}, ${seconds} s`);
  for (const line of wrong) console.log(`  WRONG: ${line}`);
}
rmSync(work, { recursive: true, force: true });
if (values.seen) writeSeen(values.seen, seen);
const wrong = seen.filter((each) => each.wrong.length > 0);
console.log(`${seen.length} pairs, ${wrong.length} wrong`);
process.exitCode = wrong.length > 0 || seen.length === 0 ? 1 : 0;
