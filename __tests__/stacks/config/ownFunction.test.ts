// What is refused of api and processor is refused of a function of a team's own; and what only such an entry can get wrong.
import { describe, expect, it } from "@jest/globals";
import { ConfigError } from "../../../stacks/config/configError.ts";
import { declarationOf } from "../../../stacks/config/declarations.ts";
import { managedFunctionsOf } from "../../../stacks/config/managedFunctions.ts";
import { define } from "../../support/stacks/boundaries.ts";
import type { Changes } from "../../support/stacks/environments.ts";
import { ownEntry, withWords } from "../../support/stacks/ownFunctions.ts";

const refusedWith = (changes: Changes, ...lines: string[]) =>
  expect(() => define(changes)).toThrow(new ConfigError(lines.map((line) => `environment "test": ${line}`).join("\n")));

const WINDOW = { name: "night", days: ["mon"], from: "01:00", to: "03:00", timeZone: "UTC", min: 1, max: 2 };

const ONCE = { name: "once", start: "2026-12-01T20:00:00Z", end: "2026-12-02T04:00:00Z", min: 1, max: 2 };
const AWAKE = { "scaling.baseline": { min: 1, max: 1 } };

/** By what breaks it in the processor; the same in `words`, and what is then said of each. */
const SHARED: readonly (readonly [Changes, string])[] = [
  [{ memoryGibPerVCpu: 16 }, "memoryGibPerVCpu: must be 2, 4, 8, got 16"],
  [
    { memoryMib: 40_960, memoryGibPerVCpu: 8, "capacityProvider.maxVCpus": 256 },
    "memoryMib: must be 2048 to 32768, and a multiple of 8192 (8 GiB per vCPU), got 40960",
  ],
  [{ memoryMib: 5_120 }, "memoryMib: must be 2048 to 32768, and a multiple of 2048 (2 GiB per vCPU), got 5120"],
  [
    { memoryMib: 24_576, memoryGibPerVCpu: 2, maxConcurrency: 1_000, "capacityProvider.maxVCpus": 256 },
    "maxConcurrency: must be at most 768 (64 per vCPU), got 1000",
  ],
  [{ architecture: "x86_64" }, "architecture: must equal its capacity provider's (arm64), got x86_64"],
  [
    { "capacityProvider.allowedInstanceTypes": ["m8g.large"], "capacityProvider.excludedInstanceTypes": ["m7g.large"] },
    "capacityProvider.excludedInstanceTypes: not together with allowedInstanceTypes, got both",
  ],
  [
    { "capacityProvider.excludedInstanceTypes": ["*"] },
    "capacityProvider.excludedInstanceTypes: must leave types to choose from, got *",
  ],
  [
    { "capacityProvider.allowedInstanceTypes": ["m7i.large"] },
    "capacityProvider.allowedInstanceTypes[0]: must be of architecture arm64, got m7i.large (x86_64)",
  ],
  [
    { "capacityProvider.allowedInstanceTypes": ["t4g.large"] },
    "capacityProvider.allowedInstanceTypes[0]: must be of a family c, m, r, because managed instances have no others, got t4g.large",
  ],
  [
    { "capacityProvider.kmsKeyArn": "arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f" },
    "capacityProvider.kmsKeyArn: must be a key in eu-west-1, got arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f",
  ],
  [{ "capacityProvider.maxVCpus": 1 }, "capacityProvider.maxVCpus: must be at least 2, got 1"],
  [{ maxConcurrency: 0 }, "maxConcurrency: must be at least 1, got 0"],
];

/** Of what is scaled, which is one level deeper in an entry. */
const SCALED: readonly (readonly [string, unknown, string])[] = [
  ["baseline", { min: 2, max: 1 }, "baseline: "],
  ["baseline", { min: 0, max: 2 }, "baseline: "],
  ["baseline", { min: 1, max: 99 }, "baseline.max: 99 environments"],
  ["windows", [{ ...WINDOW, max: 99 }], "windows[0].max: 99 environments"],
  ["windows", [{ ...WINDOW, min: 3 }], "windows[0].min: must not be above max (2), got 3"],
  ["windows", [{ ...WINDOW, timeZone: "Mars/Base" }], "windows[0].timeZone: "],
];

const messageOf = (changes: Changes): string => {
  try {
    define(changes);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
};

describe("a rule of api and processor", () => {
  it.each(SHARED)("that %j breaks is a rule of functions.words", (changes, line) => {
    const of = (id: string) =>
      Object.fromEntries(Object.entries(changes).map(([path, value]) => [`functions.${id}.${path}`, value]));
    expect(messageOf(of("processor"))).toContain(`environment "test": functions.processor.${line}`);
    expect(messageOf(withWords(changes))).toContain(`environment "test": functions.words.${line}`);
  });

  it.each(SCALED)("of its %s that %j breaks is one of functions.words", (field, value, line) => {
    expect(messageOf({ [`functions.processor.${field}`]: value })).toContain(
      `environment "test": functions.processor.${line}`,
    );
    expect(messageOf(withWords({ [`scaling.${field}`]: value }))).toContain(`functions.words.scaling.${line}`);
  });

  it("about the room for a first publish is one of functions.words", () => {
    refusedWith(
      withWords({ memoryMib: 8_192, "scaling.lease": { max: 2 } }),
      "functions.words.capacityProvider.maxVCpus: must be at least 12, because a first publish starts 3 environments of 4 vCPUs, got 8",
    );
  });

  it("about what cdktf would take for its own is one of functions.words", () => {
    expect(messageOf(withWords({ variables: { TEXT: "TfToken[1]" } }))).toContain(
      "functions.words.variables.TEXT: must not",
    );
  });
});

describe("a timeout", () => {
  const queue = { ...AWAKE, queue: {} };
  const schedule = { ...AWAKE, schedule: { expression: "rate(1 hour)" } };
  it.each<[string, Changes]>([
    ["as long as a synchronous call", { timeoutSeconds: 900 }],
    ["longer with a queue", { ...queue, timeoutSeconds: 5_400 }],
    ["longer with a schedule", { ...schedule, timeoutSeconds: 5_400 }],
  ])("may be %s", (_, changes) => {
    expect(() => define(withWords(changes))).not.toThrow();
  });

  it("is at most what its callers wait", () => {
    refusedWith(
      withWords({ timeoutSeconds: 901 }),
      "functions.words.timeoutSeconds: must be at most 900, the most for a synchronous call, without a queue or a schedule, got 901",
    );
    for (const called of [queue, schedule]) {
      expect(messageOf(withWords({ ...called, timeoutSeconds: 5_401 }))).toContain(
        "functions.words.timeoutSeconds: must be at most 5400, got 5401",
      );
    }
    for (const id of ["api", "processor"]) {
      expect(messageOf({ [`functions.${id}.timeoutSeconds`]: 901 })).toContain(
        "timeoutSeconds: must be at most 900, got 901",
      );
    }
  });
});

describe("an entry", () => {
  it.each<[Changes, string]>([
    [{ handler: undefined }, "handler: must be there, or code instead, and not both, got none"],
    [{ code: "./words" }, "handler: must be there, or code instead, and not both, got both"],
    [{ handler: undefined, code: "./words" }, "entry: must be there with code, such as index.handler, got nothing"],
    [{ entry: "index.handler" }, "entry: only with code, because a handler file exports handler, got index.handler"],
    [{ runtime: "python3.14" }, "runtime: must be Node.js for a handler file, got python3.14"],
    [{ variables: { AWS_REGION: "x" } }, "variables.AWS_REGION: must have another name, because this one is reserved"],
    [
      { variables: { "A-B": "x" } },
      "variables.A-B: must be named with two or more letters, digits and _, a letter first",
    ],
    [
      { variables: { TEXT: "x".repeat(4_010) } },
      "variables: must fit into 4020 bytes beside those that every function has, got 4021",
    ],
    [
      { rights: [{ sid: "OwnLogs", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::words/*"] }] },
      "rights: must not use a sid twice (OwnLogs is taken), got OwnLogs",
    ],
    [
      { rights: [{ actions: ["s3:*"], resources: ["arn:aws:s3:::words/*"] }] },
      'rights[0].actions[0]: must be one action by name, such as s3:GetObject, without a wildcard, got "s3:*"',
    ],
    [
      { rights: [{ actions: ["*"], resources: ["*"] }] },
      'rights[0].actions[0]: must be one action by name, such as s3:GetObject, without a wildcard, got "*"',
    ],
    [
      { schedule: { expression: "rate(5 minutes)" } },
      "schedule: must have a scaling config of at least 1/1 or windows, because a call does not wake a deactivated function, got 0/0",
    ],
    [
      { "scaling.lease": { max: 99 } },
      "scaling.lease.max: 99 environments of 1 vCPUs need 99, but capacityProvider.maxVCpus is 8",
    ],
    [{ "scaling.lease": { max: 0 } }, "scaling.lease.max: must be at least 1, got 0"],
    [{ "scaling.lease": { min: 1, max: 2 } }, "scaling.lease.min: unknown key; see stacks/config/schema.ts"],
    [
      { queue: {} },
      "queue: must have a scaling config of at least 1/1 or windows, because messages do not wake a deactivated function, got 0/0",
    ],
    [
      { queue: {}, scaling: { owner: "terraform", min: 0, max: 0 } },
      "queue: must have a scaling config of at least 1/1 or windows, because messages do not wake a deactivated function, got 0/0",
    ],
    [
      { ...AWAKE, queue: { batchSize: 11 } },
      "queue.maximumBatchingWindowSeconds: must be at least 1 for batches of more than 10, got 0",
    ],
    [
      { ...AWAKE, queue: { visibilityTimeoutSeconds: 29 } },
      "queue.visibilityTimeoutSeconds: must be at least timeoutSeconds (30), got 29",
    ],
    [
      { ...AWAKE, queue: {}, rights: [{ sid: "Queue", actions: ["s3:GetObject"], resources: ["*"] }] },
      "rights: must not use a sid twice (OwnLogs and Queue are taken), got Queue",
    ],
    [
      {
        ...AWAKE,
        schedule: { expression: "rate(5 minutes)" },
        rights: [{ sid: "FailedEvents", actions: ["s3:GetObject"], resources: ["*"] }],
      },
      "rights: must not use a sid twice (OwnLogs and FailedEvents are taken), got FailedEvents",
    ],
    [
      { "scaling.windows": [ONCE], queue: {} },
      "queue: must have a window that comes again, because messages do not wake a deactivated function",
    ],
    // Open for two hours of every Monday: 166 hours until the next.
    [
      {
        "scaling.windows": [WINDOW],
        queue: { retentionDays: 6, maxReceiveCount: 1_000, visibilityTimeoutSeconds: 600 },
      },
      "queue.retentionDays: must be at least 7, because there are up to 597600 s between two windows, got 6",
    ],
    [
      { "scaling.windows": [WINDOW], queue: { retentionDays: 7, maxReceiveCount: 996, visibilityTimeoutSeconds: 600 } },
      "queue.maxReceiveCount: must be at least 997, because there are up to 597600 s between two windows and a message is received every 600 s, got 996",
    ],
    [
      {
        "scaling.windows": [{ ...WINDOW, except: ["2026-12-28"] }],
        queue: { retentionDays: 7, visibilityTimeoutSeconds: 43_200, maxReceiveCount: 900 },
      },
      "queue.retentionDays: must be at least 14, because there are up to 1202400 s between two windows, got 7",
    ],
    [
      { capacityProvider: { sharedWith: "letters" } },
      "capacityProvider.sharedWith: must be a function with a capacity provider of its own (api, processor), got letters",
    ],
    [
      { capacityProvider: { sharedWith: "api" }, architecture: "x86_64" },
      "architecture: must equal its capacity provider's (arm64), got x86_64",
    ],
  ])("with %j is refused in one line", (changes, line) => {
    refusedWith(withWords(changes), `functions.words.${line}`);
  });

  it.each(["scaler", "processing", "http", "dead-letters", "nightly-schedule", "tick-scaler"])(
    "may not be called %s",
    (id) => {
      refusedWith(
        { [`functions.${id}`]: ownEntry() },
        `functions.${id}: must have another id, because ${id} is the name of something else`,
      );
    },
  );

  it.each(["Words", "w", "1words", "words-", "a--b", "a".repeat(21)])("may not have the id %s", (id) => {
    expect(messageOf({ [`functions.${id}`]: ownEntry() })).toContain("must have an id of 2 to 20 lower-case letters");
  });
});

it.each<[string, Changes]>([
  ["a baseline", AWAKE],
  ["what Terraform owns", { scaling: { owner: "terraform", min: 1, max: 2 } }],
  [
    "windows that it outlasts",
    {
      "scaling.windows": [WINDOW],
      "queue.retentionDays": 7,
      "queue.maxReceiveCount": 1_000,
      "queue.visibilityTimeoutSeconds": 600,
    },
  ],
])("a queue may call a function with %s", (_, changes) => {
  expect(messageOf(withWords({ queue: {}, ...changes }))).toBe("");
});

describe("a shared capacity provider", () => {
  const SHARING = { capacityProvider: { sharedWith: "api" } };

  it("gives each function what it needs, so that all of them fit at once", () => {
    const config = define(withWords(SHARING));
    const limits = managedFunctionsOf(config).map((one) => [one.id, declarationOf(one, config).limit]);
    expect(Object.fromEntries(limits)).toEqual({ api: 3, processor: 16, words: 4 });
  });

  it("has room for all of them together", () => {
    refusedWith(
      { ...withWords({ ...SHARING, "scaling.lease": { max: 30 } }) },
      "functions.api.capacityProvider.maxVCpus: must be at least 33, which api, words may need together, got 32",
    );
  });
});
