// What the arithmetic rests on: every constant with its unit, its source, and how much it can be relied on.
import type { Architecture } from "./prices/priceTable.ts";

/** `documented` by AWS, `measured` by a third party that published it, or `assumed` by us. */
export type Mark = "documented" | "measured" | "assumed";

export interface Constant {
  readonly value: number;
  readonly unit: string;
  readonly mark: Mark;
  /** Where it is from: an address, or for an assumption why it is what it is. */
  readonly source: string;
}

const constant =
  (mark: Mark) =>
  (value: number, unit: string, source: string): Constant => ({ value, unit, mark, source });
const documented = constant("documented");
const measured = constant("measured");
const assumed = constant("assumed");

const GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances";
const PRICING = "https://aws.amazon.com/lambda/pricing/";
/** AWS's own sizing calculator. */
const CALCULATOR = "https://github.com/aws-samples/sample-aws-lambda-managed-instances";
const SAVINGS = "https://aws.amazon.com/savingsplans/compute-pricing/";

export const CONSTANTS = {
  hoursPerMonth: documented(
    730,
    "hours",
    "https://docs.aws.amazon.com/pricing-calculator/latest/userguide/what-is-pricing-calculator.html",
  ),
  managementFee: documented(0.15, "of the EC2 on-demand price", PRICING),
  minInstances: documented(3, "instances, spread over Availability Zones", `${GUIDE}.html`),
  minEnvironments: documented(3, "execution environments", `${GUIDE}-scaling.html`),
  maxConcurrencyPerVCpu: documented(64, "invocations at once per vCPU", `${GUIDE}-scaling.html`),

  defaultMaxVCpus: documented(
    400,
    "vCPUs of a capacity provider that names no cap",
    "https://docs.aws.amazon.com/lambda/latest/api/API_CapacityProviderScalingConfig.html",
  ),
  defaultMemoryGibPerVCpu: documented(
    2,
    "GiB per vCPU of a function that names none",
    `${GUIDE}-capacity-providers.html`,
  ),
  lambdaMbPerVCpu: documented(
    1769,
    "MB of ordinary Lambda that come with one vCPU",
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
  ),
  betweenZonesUsdPerGb: documented(
    0.02,
    "US dollars for a GB from one Availability Zone to another, on both sides together",
    "https://aws.amazon.com/ec2/pricing/on-demand/",
  ),
  tracesUsdPerMillion: documented(
    5,
    "US dollars for a million traces that are recorded",
    "https://aws.amazon.com/xray/pricing/",
  ),
  tracesSampled: documented(
    0.05,
    "of the requests beyond one a second",
    "https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
  ),
  ec2SavingsPlan1Year: assumed(
    0.32,
    "off the EC2 price, with a Compute Savings Plan",
    `${CALCULATOR} uses it; the real one depends on type and payment: ${SAVINGS}`,
  ),
  ec2SavingsPlan3Years: documented(
    0.66,
    "off the EC2 price at most, with a Compute Savings Plan",
    `the real one depends on type and payment: ${SAVINGS}`,
  ),
  lambdaSavingsPlan1Year: assumed(
    0.12,
    "off the duration price, with a Compute Savings Plan",
    `${CALCULATOR} uses it; the real one depends on payment: ${SAVINGS}`,
  ),
  lambdaSavingsPlan3Years: documented(
    0.17,
    "off the duration price at most, with a Compute Savings Plan",
    `the real one depends on payment: ${SAVINGS}`,
  ),

  instanceOverheadVCpus: measured(1, "vCPU of each instance that no environment gets", CALCULATOR),
  instanceOverheadGib: measured(1, "GiB of each instance that no environment gets", CALCULATOR),
  cpuCeiling: assumed(
    0.8,
    "of the CPU at full concurrency",
    `AWS advises an alarm above it: ${GUIDE}-best-practices.html`,
  ),
  headroom: documented(2, "times the load that runs now, for a doubling within five minutes", `${GUIDE}-scaling.html`),
  cpuShareIo: assumed(
    0.1,
    "vCPU kept busy by one invocation",
    `cpuCeiling divided by the 8 invocations per vCPU of ${CALCULATOR}`,
  ),
  cpuShareBalanced: assumed(
    0.2,
    "vCPU kept busy by one invocation",
    `cpuCeiling divided by the 4 invocations per vCPU of ${CALCULATOR}`,
  ),
  cpuShareCpu: assumed(
    0.4,
    "vCPU kept busy by one invocation",
    `cpuCeiling divided by the 2 invocations per vCPU of ${CALCULATOR}`,
  ),
  peakToMean: assumed(2, "times the mean in the busiest minute", "a quiet night and a busy day; measure yours"),
  leastMemoryShare: assumed(
    0.1,
    "of a function's memory that an invocation may need at the least, where its use was not measured",
    "a client's buffers beside shared code; only what lmi cost scan says that it depends on rests on it",
  ),
  environmentBaseMib: assumed(
    256,
    "MiB of an environment before its first invocation",
    "runtime, code and extensions of a Node.js function; measure yours",
  ),

  activationSeconds: measured(
    90,
    "seconds from 0/0 until work can start",
    "87.7 s with a warm account: aprender report spike 023, 2026-09",
  ),
  drainSeconds: measured(
    300,
    "seconds that instances bill on after capacity went down",
    "283 to 314 s: aprender report spike 023, 2026-09",
  ),
  environmentLaunchSeconds: measured(
    48,
    "seconds until an environment on a running instance takes work",
    "aprender report spike 023, 2026-09",
  ),
  doublingSeconds: documented(300, "seconds in which environments can double", `${GUIDE}-scaling.html`),
  scaleInSeconds: assumed(
    900,
    "seconds of lower load before capacity goes",
    `scale-in is called conservative, without a figure: ${GUIDE}-scaling.html`,
  ),
  autoCpuTarget: assumed(
    0.5,
    "of the CPU, which scaling mode Auto aims at",
    `a doubling must fit: ${GUIDE}-scaling.html`,
  ),
  concurrencyTarget: assumed(
    0.5,
    "of the concurrency, which scaling aims at",
    `a doubling must fit: ${GUIDE}-scaling.html`,
  ),
  spikeMinutes: assumed(
    30,
    "minutes that a generated spike lasts",
    "longer than ten times the load takes to grow into, at a doubling every five minutes; --traffic takes yours",
  ),
  batchHoursPerDay: assumed(
    2,
    "hours a day of a generated nightly batch",
    "a common batch window; --active-hours says yours",
  ),
  batchStartHour: assumed(
    1,
    "o'clock UTC at which generated hours with load begin",
    "after midnight; --windows or --traffic says yours",
  ),
  coldStartShare: documented(
    0.01,
    "of invocations, under which those that start an environment typically are",
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html",
  ),
  deploymentOverlap: assumed(
    1,
    "times the minimum, which a new version starts beside the old one",
    `${GUIDE}-version-publishing.html`,
  ),
  unrestrictedInstances: measured(
    3,
    "instances that Lambda started for a small function, of types of its choice",
    "aprender report spike 023, 2026-09",
  ),
  unrestrictedVCpus: measured(32, "vCPUs of each of those instances", "aprender report spike 023, 2026-09"),
  restrictingPays: assumed(
    2,
    "times the sized floor that Lambda's choice must cost, for types to be restricted",
    `restricting lowers availability: ${GUIDE}-scaling.html`,
  ),
  similarTypePrice: assumed(
    1.25,
    "times the price of the chosen type that a type may cost, to be allowed beside it",
    "more types are better for availability, dearer ones are not",
  ),
} as const satisfies Record<string, Constant>;

export type ConstantName = keyof typeof CONSTANTS;

/** A constant that a report rests on; `mark` is `given` where the user said otherwise. */
export interface Assumption {
  readonly name: ConstantName;
  readonly value: number;
  readonly unit: string;
  readonly mark: Mark | "given";
  readonly source: string;
}

/** The constants as one report sees them; it knows which of them were used. */
export interface Basis {
  value(name: ConstantName): number;
  /** What was asked for so far, in the order of the table. */
  used(): readonly Assumption[];
}

/** @param given values that replace those of the table */
export function createBasis(given: Partial<Record<ConstantName, number>> = {}): Basis {
  const asked = new Set<ConstantName>();
  const names = Object.keys(CONSTANTS) as ConstantName[];
  return {
    value(name) {
      asked.add(name);
      return given[name] ?? CONSTANTS[name].value;
    },
    used: () =>
      names
        .filter((name) => asked.has(name))
        .map((name) => {
          const { value, unit, mark, source } = CONSTANTS[name];
          const own = given[name];
          return own === undefined
            ? { name, value, unit, mark, source }
            : { name, value: own, unit, mark: "given", source: `instead of ${value}, ${mark}` };
        }),
  };
}

/** Both that an environment can have. */
export const ARCHITECTURES = ["arm64", "x86_64"] as const satisfies readonly Architecture[];
