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
| 10 | findings at or above it, or results of scanners on what changes at or above \`--sarif-fail-on\` (never unless you say so) |
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
- **Rules.** [All of them](rules.md), with what they mean and which types of resources they judge.
- **Accepted findings.** \`lmi-ignore.json\`, or the file of \`--ignores\`, is a list of
  \`{ "rule": "cors-open", "address": "aws_apigatewayv2_api.video", "reason": "a public demo", "until": "2026-12-31" }\`. It is reviewed like
  the code: \`reason\` and \`until\`, the last day (UTC), are required; without \`address\` it is every finding of the rule. They count
  neither for the verdict nor for the exit code, and the review lists them with their reasons. An entry that is over ignores nothing, and
  one that matches nothing is named. \`--ignore <rule>[:<address>]\` does the same for one review, to try it out.
- **Windows.** When an apply undoes what a schedule or an operator did, the review says whether a batch window is open: of the plan's own
  declarations, or of \`--windows <function>=<file>\`; now, or at \`--at <instant>\`.
- **Stacks together.** What the network stack takes away, functions of another stack may need: give the review all plans of a change, as
  \`plan run\` does. Of a network alone it is said only what other stacks must let go of first.
- **Cost.** The difference of two bills of \`lmi cost of\`, before and after, with the same prices and the same assumptions, and
  the Region whose prices they are: that of \`--prices\`. The Region of a resource is what it says itself (\`region\`, ARN, Availability
  Zone), or what the configuration of its provider or the other resources of that provider say. What is in another Region is left
  out and named; where the plan does not say the Region, as with a \`local\`, the comment says that. There is no such section where
  nothing with a price changes.
- **What it reads.** \`terraform show -json\` of a plan file, of any 1.x format. Format 0.x, or an export without its
  \`format_version\`, is read when it marks what is sensitive, and refused otherwise; so is a redacted plan of HCP Terraform.
- **What it does not know.** The review judges what a system on managed instances is made of. *Not judged* counts changed resources of
  types that no rule looks at, *Not priced* those of types that cost something and have no price here.

## With scanners

\`--sarif-in <file>\`, once for each file, takes what checkov, trivy, tflint or any other scanner wrote as SARIF 2.1.0 into the same comment:
each result under its resource, with the scanner's name. (\`--sarif <file>\` is the other way: it writes the review's own findings.)

\`\`\`sh
terraform show -json dev.tfplan | jq . > plans/dev-service.plan.json
checkov -d plans -o sarif --output-file-path scans --soft-fail
npm run -s lmi -- plan review plans/*.plan.json --sarif-in scans/results_sarif.sarif
\`\`\`

- Scanners name a file and a line, so the review looks there: in the plans that it reviews, in a \`cdk.tf.json\`, in \`.tf\` files; paths are
  relative to where the review runs, or to the SARIF file. Terraform writes a plan on one line: let \`jq .\` format it before the scan, and give
  the same files to both. checkov 3.3 does not read our \`cdk.tf.json\`; it reads the plans.
- Only results on resources that this change touches are listed. Those on other resources, those on stacks without a plan in this review,
  and suppressed ones are counted. What has no resource is listed with its file and line.
- Severity is the scanner's \`security-severity\`, or else its level: error is high, warning medium, note low.
- JSON has them as \`scanned\`; SARIF and annotations do not, since scanners have their own.

## An example

The review of a real change: the development API gets a floor of three environments, twice the memory and a fourth
Availability Zone, and nobody has to sign requests any more. \`npm run docs\` writes it.

---

`;

/** The page as it should be. */
export function reviewPage(): string {
  const [, ...comment] = reviewed().split("\n"); // the first line is the hidden marker
  return `${BEFORE}${comment.join("\n").trimEnd()}\n`;
}
