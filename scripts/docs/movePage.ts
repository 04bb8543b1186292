// docs/should-we-move.md: worked examples, each with what the command prints about it.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CONSTANTS } from "../../cost/constants.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Example {
  readonly heading: string;
  readonly about: string;
  /** Arguments of `lmi`, and where what is shown of its output ends. */
  readonly shown: readonly (readonly [args: readonly string[], until: RegExp])[];
}

const compare = (...args: string[]) => [["cost", "compare", ...args], /^Not priced here/] as const;
const answered = (...args: string[]) => [["cost", "compare", ...args], /^The workload and what carries it/] as const;
const scan = (...args: string[]) => [["cost", "scan", ...args], /^Not priced here/] as const;
const size = (...args: string[]) => [["cost", "size", ...args], /^Assumptions/] as const;
/** Windows are counted for a year from then. */
const FROM = ["--from", "2026-01-01T00:00:00Z"];
const NIGHTLY = ["--windows", "docs/examples/nightly-windows.json", ...FROM];

const EXAMPLES: readonly Example[] = [
  {
    heading: "A steady API",
    about:
      "Many short requests that mostly wait for others, day and night. One environment serves many of them at once, and pays once for the memory that each would have had for itself.",
    shown: [compare("--file", "docs/examples/steady-api.json"), size("--file", "docs/examples/steady-api.json")],
  },
  {
    heading: "A spiky API",
    about:
      "Far fewer requests, and twenty times the mean in the busiest minute. Capacity that is ready for the peak stands idle for most of the day, and more of it than a doubling in five minutes allows cannot be waited for.",
    shown: [compare("--file", "docs/examples/spiky-api.json")],
  },
  {
    heading: "A nightly batch",
    about:
      "Long jobs that keep a vCPU busy, all of them in two hours of the night. Always on, the same instances would bill the other twenty-two; in a batch window they go away. A queue waits, so that no headroom is kept for a doubling.",
    shown: [
      compare("--file", "docs/examples/nightly-batch.json", ...NIGHTLY),
      size("--file", "docs/examples/nightly-batch.json", ...NIGHTLY),
    ],
  },
  {
    heading: "The video service of this repository",
    about:
      "What its stacks cost as they are configured for production, and what moving its processing is worth with ten thousand videos a day, which the simulated engine takes twenty seconds of a vCPU each for.",
    shown: [
      [["cost", "of", "--env", "prod"], /^Assumptions/],
      compare("--file", "docs/examples/video-processing.json"),
    ],
  },
];

const RUNNING: Example = {
  heading: "What runs already",
  about: [
    "`lmi cost scan` reads every function of an account and Region, and two weeks of its metrics by the hour: invocations, duration, concurrency, and",
    "memory and CPU time where Lambda Insights is on. It only reads; `docs/examples/scan-policy.json` is all that it needs, and CloudWatch bills",
    "$0.01 for each thousand metrics, three to six a function. `--save` keeps what was read. Functions that trust each other, by a tag",
    "(`--trust-tag`) or by how their names begin, are placed together: their instances are counted once.",
    "",
    "Without access, files say the same: what `aws lambda list-functions` and `aws lambda list-event-source-mappings` print, what",
    "`aws cloudwatch get-metric-data` prints (or a CSV with label, timestamp and value) with labels such as `shop-cart Duration Sum`, and Cost and",
    "Usage Reports. With `--json`, each function is a row for `lmi cost compare --file scan.json --row shop-cart`.",
  ].join("\n"),
  shown: [scan("--file", "docs/examples/scan-functions.json", "--file", "docs/examples/scan-metrics.csv")],
};

/** Questions of a platform lead, each with its command. */
const QUESTIONS: readonly Example[] = [
  {
    heading: "An API of 80 requests a second, and eight times that at noon",
    about: "60 ms and 512 MB each, mostly waiting for a database.",
    shown: [
      answered(
        ...["--requests-per-second", "80", "--peak-to-mean", "8", "--duration-ms", "60"],
        ...["--memory-mb", "512", "--profile", "io"],
      ),
    ],
  },
  {
    heading: "A nightly queue of 40,000 jobs of 20 seconds",
    about: "1.2 million a month in two hours of every night, 2 GB and most of a vCPU each.",
    shown: [
      answered(
        ...["--requests-per-month", "1.2M", "--duration-ms", "20000", "--memory-mb", "2048"],
        ...["--cpu-share", "0.9", "--arrival", "queue", "--active-hours", "60"],
      ),
    ],
  },
  {
    heading: "150 functions of 128 MB with five requests a minute each",
    about:
      "All of them together as if they were one function on shared instances: the best case of moving them. Each by itself, as `lmi cost scan` prices them, needs three environments of 2 GiB for its five requests a minute.",
    shown: [answered("--requests-per-second", "12.5", "--duration-ms", "100", "--memory-mb", "128")],
  },
  {
    heading: "A Java service of 4 GB that takes two seconds to start",
    about:
      "20 requests a second of 150 ms. Initialisation bills on ordinary Lambda, SnapStart of Java is free, and provisioned concurrency bills while it waits; threads share the heap, so that what one request needs of it decides how many fit.",
    shown: [
      compare(
        ...["--requests-per-second", "20", "--duration-ms", "150", "--memory-mb", "4096"],
        ...["--runtime", "java21", "--init-ms", "2000"],
      ),
    ],
  },
];

/** What a user sees, up to a line. */
function outputOf(args: readonly string[], until: RegExp, out: string): string {
  const folder = args.includes("of") ? ["--out", out] : [];
  const output = execFileSync(process.execPath, ["scripts/lmi.ts", ...args, ...folder], {
    cwd: ROOT,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  });
  const lines = output.split("\n");
  const end = lines.findIndex((line) => until.test(line));
  return lines
    .slice(0, end === -1 ? undefined : end)
    .join("\n")
    .trimEnd();
}

const constants = (): string[] => [
  "## What it rests on",
  "",
  "`--assume name=value` replaces any of these, and every report lists those that it used.",
  "",
  "| name | value | unit | known how | source |",
  "| --- | --- | --- | --- | --- |",
  ...Object.entries(CONSTANTS).map(
    ([name, { value, unit, mark, source }]) => `| \`${name}\` | ${value} | ${unit} | ${mark} | ${source} |`,
  ),
  "",
];

/**
 * The page as it should be.
 * @param out what `npm run synth` wrote
 */
export function movePage(out = "cdktf.out"): string {
  const sections = [RUNNING, ...EXAMPLES, ...QUESTIONS].flatMap(({ heading, about, shown }) => [
    `## ${heading}`,
    "",
    about,
    "",
    ...shown.flatMap(([args, until]) => [
      "```sh",
      `npm run -s lmi -- ${args.join(" ")}`,
      "```",
      "",
      "```text",
      outputOf(args, until, out),
      "```",
      "",
    ]),
  ]);
  return [
    "# Should we move?",
    "",
    "Managed Instances bill instances by the hour, with a management fee of 15 % on top; ordinary Lambda bills memory by the",
    "millisecond. Moving pays where one environment serves many invocations at once, where memory is large for what it does, or",
    "where all work is in a few hours that a batch window can hold. It does not where load is small: three instances run for nothing.",
    "",
    "A duration is one of ordinary Lambda with its memory, as CloudWatch shows it, unless `--measured-on` says otherwise: the lack",
    "of CPU is in it already. What a way to run cannot do is said to be not possible; windows are for queues, and for requests only",
    "where `--closed-otherwise` says that the other hours are closed.",
    "",
    "Measure three things first: the mean duration, the CPU time of an invocation (divided by its duration it is the CPU share), and",
    "the busiest minute against the mean. `lmi cost compare` says which of them would change the answer, and `--html report.html`",
    "draws it. Every figure below is what the command printed; `npm run docs` writes this page.",
    "",
    ...sections,
    ...constants(),
  ].join("\n");
}
