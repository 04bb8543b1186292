// docs/local-faults.md, out of the catalogue of faults that the local run has.
import { type FaultKind, KINDS } from "../../local/faults/kinds.ts";
import { flag, optionsOf } from "../../local/faults/readFault.ts";
import { EXAMPLES } from "../lmi/local/examples.ts";

const HEAD = `# Faults on demand

The local AWS has the limits, the permissions and the asynchrony of the real one all the time. What goes wrong only now and then it does when it is told
to: for tests, and for rehearsals of the [runbook](runbook.md). Written by \`npm run docs\` from \`local/faults/kinds.ts\`.

\`\`\`
$ npm run -s lmi -- local fault add silent --service dynamodb --operation UpdateItem --for 60s
#1 silent --service dynamodb --operation UpdateItem, until 2026-11-28T08:12:31.402Z
$ npm run -s lmi -- local fault list
#1 silent --service dynamodb --operation UpdateItem, until 2026-11-28T08:12:31.402Z
$ npm run -s lmi -- local fault clear 1
#1 silent --service dynamodb --operation UpdateItem: ended
\`\`\`

A fault stays until it is cleared (\`clear\` without an id clears all), until \`--for\` has passed, or until the local run ends. Every beginning and every end
is one line of the narration. Which calls a rate hits follows from the seed alone: the same calls in the same order have the same fate again.

The commands talk to \`/_local/\` of the AWS endpoint, which listens on loopback and refuses requests of other hosts and of pages of other origins.
Nothing of it is deployed: it is in \`local/\`, and no stack takes anything from there.
`;

const FOOT = `## What to know

- Faults of calls come before AWS's rates and before permissions: a call that a fault holds or refuses is not counted. They also meet the invocations
  that API Gateway, Step Functions, rules and schedules make.
- A silent call never reaches its service, also not when the fault ends: its connection is cut then.
- An environment that is stopped while an invocation runs in it holds that one past its timeout. Ten seconds later, if its process has not called its Runtime
  API, it is killed, replaced and said to be lost. Environments of ordinary functions are killed at the timeout itself, as on AWS.
- Another time is seen from a process's first line on if it starts under the fault; one that runs sees it with its next invocation, in each worker thread.
  What took \`Date.now\` out of \`Date\` before that keeps the machine's time, and so do timers and \`performance\`.
- A vCPU cap that is met is \`CapacityProviderScalingLimitExceeded\` in StateReasonCode for as long as an environment is wanted for which there is no room;
  the function stays Active. A publish that meets it ends Failed.
- \`disk-full\` is about the data folder: tables, executions, scaling configs. What handlers write elsewhere is not touched.

## How often AWS was called

\`\`\`
$ npm run -s lmi -- local calls
calls                 total  throttled  max/s  mean/s  allowed/s  at once
dynamodb              412    0          38     9.81    any        any
lambda control plane  57     3          19     1.36    15         15
lambda invocations    24     0          6      0.57    any        any
\`\`\`

\`--reset\` counts from zero again. The rates are those in [limits](limits.md).
`;

function optionCell(kind: FaultKind): string {
  const options = optionsOf(kind).map(([option, { placeholder, isRequired, fallback }]) => {
    const usage = `\`${flag(option)} ${placeholder}\``;
    if (isRequired) return usage;
    return `${usage} (${fallback === undefined ? "optional" : `default ${fallback}`})`;
  });
  return options.join(", ") || "none";
}

/** The page as it should be. */
export function faultsPage(): string {
  const kinds = Object.keys(KINDS) as FaultKind[];
  const rows = kinds.map((kind) => `| \`${kind}\` | ${KINDS[kind].about} | ${optionCell(kind)} |`);
  const momentary = kinds.filter((kind) => KINDS[kind].isOverAtOnce).join(", ");
  const examples = kinds.map((kind) => `npm run -s lmi -- ${EXAMPLES[kind].replace(/^lmi /, "")}`);
  return [
    HEAD,
    "## Kinds",
    "",
    "| kind | what happens | options |",
    "| --- | --- | --- |",
    ...rows,
    "",
    `All but those that are over at once (${momentary}) have \`--for <duration>\`. A service is ${KINDS.silent.options.service.allowed}; a code of`,
    `publish-failed ${KINDS["publish-failed"].options.code.allowed}. \`processor\` and \`api\` stand for what the functions are called in the environment (\`--env\`, by default dev).`,
    "",
    "```",
    ...examples,
    "```",
    "",
    FOOT,
  ].join("\n");
}
