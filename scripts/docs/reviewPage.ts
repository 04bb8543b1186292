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

/** Stands for the one that the example ends with. */
const FINGERPRINT = "<fingerprint>";

const BEFORE = `# Plan review

What an apply would do to capacity, access, data and cost, as the comment under a pull request: \`lmi plan review\` reads what
\`terraform show -json\` says, of one stack or of several together.

\`\`\`sh
npm run synth
npm run -s lmi -- plan run --env dev --summary        # terraform init and plan for each stack, then the review
npm run -s lmi -- plan review plans/*.plan.json       # of plans that are there already
\`\`\`

| exit code | means |
| --- | --- |
| 0 | nothing at or above \`--fail-on\` (high unless you say otherwise) |
| 10 | findings at or above it, or results of scanners on what changes at or above \`--sarif-fail-on\` (never unless you say so) |
| 20 | a plan failed, is errored, incomplete or deferred, has an action that this version does not know, or is missing for a stack |
| 30 | not a plan: a state, a stream, half a file, another format; one line says which |
| 1, 2 | something failed; a wrong option |

- **Secrets.** A value under a sensitive mark is gone as soon as the plan is read. Copies of it elsewhere in the plan become
  \`(sensitive 1)\`, \`(sensitive 2)\`, …, if they are at least 6 characters long (8 for plain words and numbers) and not AWS's own vocabulary;
  what is about to be printed is searched for it once more. CDKTF marks every value that one stack hands to another, so ids and ARNs that
  cross stacks are hidden too. Variables are never printed.
- **The first line** is the verdict, the \`--commit\` and when it was made. Findings with the same reason and remedy share a block, with
  their addresses below.
- **A plan that failed.** The comment has Terraform's error, without what the plans, the stack's state and the environment keep secret,
  and no cost.
- **Length.** The comment stays under 65,000 characters and 200,000 bytes. Detail goes first; addresses of what is destroyed, replaced or
  found come before all of it, in lists that name 400 of them also where each has a finding and is 70 characters long. What still does
  not fit is counted by type, and the last line says what was cut. \`--full\` cuts nothing.
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

## Several stacks, before any of them is applied

\`plan run\` plans the stacks in the order in which they read from each other. Where a plan changes an output that another stack reads,
Terraform would go on with the old value, or fail on one that is not there yet. So:

- An output whose new value is in the plan is handed on: the stack that reads it is planned in a copy of its folder, which is gone
  afterwards, with the outputs of the other one as they will be.
- An output that only the apply gives lets the stack wait, and the review says so in one line. A zone more is such a change: the network's
  new subnet gets its id when it is created, so there are two reviews and two applies.

  > Stack \`dev-service\` waits for the apply of \`dev-network\`: \`cross-stack-output-aws_subnetprivate-us-east-1did\` is known only then.

The first deployment of an environment is the same: network and data first, then the service, then operations. (The example below shows
both reviews in one: its plans were made with copies of the states, in which the stacks before were applied.) \`npm run cdktf -- deploy\`
needs no such steps: it plans each stack once those before it are applied.

## Apply what was reviewed

\`\`\`sh
npm run -s lmi -- plan run --env dev --output comment.md
npm run -s lmi -- apply --env dev --fingerprint ${FINGERPRINT}
\`\`\`

The fingerprint at the end of a review is a hash of what would change: it survives reordering, leaves secrets out, and is another one as
soon as a plan does something else. \`lmi apply\` plans again what was synthesised, compares, and applies exactly the plans that it
compared. Another plan is refused with the difference, and nothing is applied: with \`--reviewed <file>\`, what \`plan run --json\`
printed, or with what \`plan run\` left in \`cdktf.out/reviewed\`, it names each change that was not reviewed; without, it lists what would
be applied.

- A stack that was planned with outputs that did not exist yet is planned once more when they do; if that is another change than the
  reviewed one, it is refused, and the stacks before it are applied.
- Stacks that waited have no reviewed plan and are not applied: exit 20 says to plan and review again.
- A change that takes two steps, such as a zone that goes, is refused: \`npm run cdktf -- deploy\` takes them.
- Ctrl-C ends Terraform in order; what was done is in the state.

## In GitHub Actions

\`.github/workflows/plan-review.yml\` reviews every pull request that changes what a plan is made of, once for each environment. Set the
repository variables \`LMI_PLAN_ROLE_ARN\` (a role that may only read) and \`AWS_REGION\`, and \`LMI_PLAN_ENVIRONMENTS\` such as
\`["dev", "prod"]\` if it is not only dev.

| job | runs | has |
| --- | --- | --- |
| \`synth\` | \`npm run synth\` of the pull request | nothing: its token reads the code |
| \`review\` | \`lmi plan run\` and \`lmi plan post\` of the base commit, on what was synthesised | the role, once there is something to plan; comments |
| \`summary\` | \`lmi plan compare\` of the base commit, for forks and Dependabot | nothing |
| \`drift\` | on weekdays, \`lmi plan run --refresh-only\` of the default branch | the role; issues |

- **One comment for each environment.** Its first, hidden line says which: every push edits it, also one whose synth or plan failed.
  Findings are annotations too, as many as GitHub shows: 10 of a level, and the last one counts the others.
- **The reviewer is the base commit's.** A pull request cannot change what reviews it; a change of the reviewer, of its rules or of its
  scanners counts from the merge on. \`lmi-ignore.json\` is the pull request's, and the comment lists what it accepts.
- **What Terraform runs.** \`terraform plan\` runs what was synthesised with the role, and a data source may run programs: those who may push a
  branch to the repository can do what the role can. Forks and Dependabot get no plan: their summary lists the resources that differ.
- **Drift.** An issue is opened when something changed outside of Terraform, edited while that lasts, and closed when it is gone.
  Attributes in \`ignore_changes\` are no drift. A plan that fails says nothing about drift, so the job fails and the issue stays as it is.
- **Apply.** \`.github/workflows/deploy.yml\` takes the fingerprint of a review, and then applies that and nothing else.

The workflow's own steps run in a test, with a \`gh\` that writes down what it is asked for.

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
Availability Zone, and requests need no signature any more. \`npm run docs\` writes it.

---

`;

/** The page as it should be. */
export function reviewPage(): string {
  const [, ...lines] = reviewed().split("\n"); // the first line is the hidden marker
  const comment = lines.join("\n").trimEnd();
  const [fingerprint = ""] = /[0-9a-f]{64}(?=`$)/.exec(comment) ?? [];
  return `${BEFORE.replace(FINGERPRINT, fingerprint)}${comment}\n`;
}
