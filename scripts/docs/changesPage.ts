// docs/changes.md: what changing each field does to what is deployed, from the pairs of configurations as they were played.

import { createBasis } from "../../cost/constants.ts";
import { alwaysOnUsdPerMonth } from "../../cost/instances.ts";
import { US_EAST_1 } from "../../cost/prices/usEast1.ts";
import { PAIRS } from "../changes/pairs.ts";
import type { Played } from "../changes/play.ts";
import { seenPairs } from "../changes/seen.ts";

const basis = createBasis();
const [launch, drain] = [basis.value("activationSeconds"), basis.value("drainSeconds")];

/** What AWS's first publish starts on a new capacity provider, in the smallest type that the examples use. */
const TYPE = "m6g.large";
const INSTANCES = basis.value("minInstances");

const minutes = (seconds: number) => `${Math.ceil(seconds / 60)} min`;
const usd = (seconds: number) => {
  const usdPerHour = US_EAST_1.instances[TYPE]?.usdPerHour ?? 0;
  const perSecond = alwaysOnUsdPerMonth(INSTANCES, usdPerHour, basis) / basis.value("hoursPerMonth") / 3_600;
  return `$${(perSecond * seconds).toFixed(2)}`;
};

type Counts = Played["did"][string];
const NONE: Counts = { created: 0, changed: 0, destroyed: 0 };

interface Row {
  readonly does: string;
  readonly long: string;
  readonly costs: string;
}

const INSTANCES_BESIDE: Pick<Row, "long" | "costs"> = {
  long: `about ${minutes(launch + drain)}: launch ${launch} s, and ${drain} s until the old instances end`,
  costs: `${INSTANCES} instances beside the others, ${usd(launch + drain)}`,
};

/** A version of the api starts instances; one of the processor does only while it has work. */
const beside = ({ publishes }: Played): Pick<Row, "long" | "costs"> =>
  publishes.includes("api")
    ? INSTANCES_BESIDE
    : {
        long: `seconds while it is deactivated, else ${INSTANCES_BESIDE.long}`,
        costs: `- or ${INSTANCES_BESIDE.costs}`,
      };

function rowOf(played: Played): Row {
  const { end, steps, did } = played;
  const of = (type: string): Counts => did[type] ?? NONE;
  if (end === "refused") return { does: "refused before anything changes", long: "-", costs: "-" };
  const providers = of("aws_lambda_capacity_provider");
  const inSteps = steps === 2 ? "in two steps: " : "";
  if (providers.created > 0 && providers.destroyed > 0) {
    return { does: `${inSteps}a capacity provider beside the old one, which goes`, ...beside(played) };
  }
  const ways = ["aws_nat_gateway", "aws_vpc_endpoint"].map(of);
  const isNewWay = ways.some(({ created }) => created > 0);
  if (isNewWay && ways.some(({ destroyed }) => destroyed > 0)) {
    return {
      does: "the new way out beside the old one, which goes",
      long: "minutes",
      costs: "both ways out, for minutes",
    };
  }
  if (Object.keys(did).length === 0) return { does: "nothing", long: "-", costs: "-" };
  if (played.publishes.length > 0) return { does: "in place, as a new version", ...beside(played) };
  const isBeside = Object.values(did).some(({ created, destroyed }) => created > 0 && destroyed > 0);
  return {
    does: isBeside ? "beside, and the old one goes" : "in place",
    long: isNewWay ? "minutes" : "seconds",
    costs: "-",
  };
}

const what = (did: Played["did"]): string =>
  Object.entries(did)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, { created, changed, destroyed }]) => {
      const counts = [created && `+${created}`, changed && `~${changed}`, destroyed && `-${destroyed}`].filter(Boolean);
      return `${counts.join(" ")} ${type.replace("aws_", "")}`;
    })
    .join(", ");

const cell = (text: string) => text.replaceAll("|", "\\|");

const row = (played: Played): string => {
  const { does, long, costs } = rowOf(played);
  const fields = played.fields.map((field) => `\`${field}\``).join(", ");
  return `| ${[fields, played.name, does, long, costs, played.review.worst, what(played.did)].map(cell).join(" | ")} |`;
};

/** The page as it should be. */
export function changesPage(): string {
  const seen = seenPairs();
  const refusals = seen.filter(({ end }) => end === "refused");
  return `# Changes

What changing a field of the configuration does to what is deployed. Written by \`npm run docs\` from ${seen.length} pairs of
configurations (\`scripts/changes/pairs.ts\`), each deployed, changed and looked at again with the real terraform CLI and a stand-in
for AWS: \`.ci/change-check\` plays them all. After each the plan is empty, no table was replaced, there was a way out at every
moment, and no scaling config was destroyed; or the change was refused before anything had changed.
Where a refusal names a way, that was gone too, and the tables were as before.

\`npm run -s lmi -- change plan --env <name>\` says for your own change, after \`npm run synth\`, in how many steps
\`npm run cdktf -- deploy\` applies it, and why.

- **In two steps**: the network keeps a zone that goes until the capacity providers have moved, because AWS deletes no subnet in use.
- **Beside**: the new one is there before the old one goes. Instances of both are billed meanwhile.
- **How long** counts instances only: a launch of ${launch} s and a drain of ${drain} s, as others have measured them. Terraform itself
  takes seconds, NAT gateways and interface endpoints take AWS minutes.
- **Costs meanwhile** are ${INSTANCES} instances of ${TYPE} in us-east-1 with the fee, which a publish starts at first; yours may be others.
- **Review** is the worst that \`lmi plan review\` says of the plans.

| field | change | what it does | how long | costs meanwhile | review | resources |
| --- | --- | --- | --- | --- | --- | --- |
${seen.map(row).join("\n")}

## What is refused, and the way

${refusals.map(({ name, refusal = "" }) => `- **${name}**: ${refusal.replaceAll("\n", "; ")}`).join("\n")}

Not in the table: \`name\` makes another environment beside the first, which goes on and bills until it is destroyed
([runbook](runbook.md)); \`backend\` moves the state, which \`terraform init -migrate-state\` in each folder of \`cdktf.out/stacks\` does, and
\`terraform init\` refuses until then.

## Zones

A zone's addresses follow from its letter: \`us-east-1a\` has the first /20 of the VPC, \`us-east-1b\` the second. Networks that were deployed
when addresses followed the order of the list may lie otherwise; the deployment says so before it changes anything, and what to write:

\`\`\`ts
availabilityZones: { "us-east-1c": 0, "us-east-1a": 1 },
\`\`\`

With that the plan is empty. ${PAIRS.length} pairs were played; what the stand-in does not refuse and AWS may, such as quotas and a lack of
instances in a zone, is not in them.
`;
}
