// docs/plan-review.md: what the review of a plan is, with a real one of a real change of ours.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "fflate";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Made by npm run plan-fixtures: dev gets a higher floor, more memory, another zone, and an API that anybody may call. */
const PLANS = join(ROOT, "plan", "examples", "raised-floor");

/** Of a review with findings. */
const FOUND = 10;

function reviewed(): string {
  const work = mkdtempSync(join(tmpdir(), "review-page-"));
  try {
    const files = readdirSync(PLANS).map((file) => {
      const path = join(work, file.replace(/\.gz$/, ""));
      writeFileSync(path, gunzipSync(readFileSync(join(PLANS, file))));
      return path;
    });
    const comment = join(work, "comment.md");
    const args = ["scripts/lmi.ts", "plan", "review", "--at", "2026-11-25T12:00:00Z"];
    const { status, stderr } = spawnSync(process.execPath, [...args, "--output", comment, "--summary", ...files], {
      cwd: ROOT,
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
    });
    if (status !== FOUND) throw new Error(`lmi plan review: exit ${status}: ${stderr}`);
    return readFileSync(comment, "utf8");
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const BEFORE = `# Plan review

What an apply would do to capacity, access, data and cost, as the comment under a pull request: \`lmi plan review\` reads what
\`terraform show -json\` says, of one stack or of several together.

\`\`\`sh
npm run synth
npm run -s lmi -- plan run --env dev --summary        # terraform init and plan for each stack, then the review
npm run -s lmi -- plan review plans/*.plan.json       # of plans that are there already
\`\`\`

\`.github/workflows/plan-review.yml\` does it for every pull request: a role that may only read, one comment that each push edits,
findings as annotations. Set \`LMI_PLAN_ROLE_ARN\` and \`AWS_REGION\`, and \`LMI_PLAN_ENVIRONMENTS\` if it is not only dev.

| exit code | means |
| --- | --- |
| 0 | nothing at or above \`--fail-on\` (high unless you say otherwise) |
| 10 | findings at or above it |
| 20 | a plan is errored, incomplete or deferred, has an action that this version does not know, or is missing for a stack |
| 30 | not a plan: a state, a stream, half a file, another format; one line says which |
| 1, 2 | something failed; a wrong option |

- **Secrets.** A value under a sensitive mark is gone as soon as the plan is read. Copies of it elsewhere in the plan become
  \`(sensitive 1)\`, \`(sensitive 2)\`, …, if they are at least 6 characters long (8 for plain words and numbers) and not AWS's own vocabulary;
  what is about to be printed is searched for it once more. CDKTF marks every value that one stack hands to another, so ids and ARNs that
  cross stacks are hidden too. Variables are never printed.
- **Length.** The comment stays under 65,000 characters and 200,000 bytes. Detail goes first; a destroyed or replaced resource and a
  finding never do, and the last line says what was cut. \`--full\` cuts nothing.
- **Approvals.** \`--fingerprint\` prints a hash of what would change. It survives reordering, leaves secrets out, and is another one as
  soon as the plan does something else.
- **Windows.** When an apply undoes what a schedule or an operator did, the review says whether a batch window is open: of the plan's own
  declarations, or of \`--windows <function>=<file>\`; now, or at \`--at <instant>\`.
- **Stacks together.** What the network stack takes away, functions of another stack may need: give the review all plans of a change, as
  \`plan run\` does. Of a network alone it is said only what other stacks must let go of first.
- **Cost.** The difference of two bills of \`lmi cost of\`, before and after, with the same prices and the same assumptions.

Below is the review of a real change: the development API gets a floor of three environments, twice the memory and a fourth
Availability Zone, and nobody has to sign requests any more. \`npm run docs\` writes it.

---

`;

/** The page as it should be. */
export function reviewPage(): string {
  const [, ...comment] = reviewed().split("\n"); // the first line is the hidden marker
  return `${BEFORE}${comment.join("\n").trimEnd()}\n`;
}
