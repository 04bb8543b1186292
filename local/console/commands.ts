// The actions of the page and the commands that do the same: the page shows them, and the server runs exactly those of `lmi`.

/** A value that an action asks for. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: "function" | "managed" | "text" | "count" | "duration" | "choice" | "rate";
  readonly initial?: string;
  readonly choices?: readonly string[];
  readonly isOptional?: boolean;
}

export interface Action {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly fields: readonly Field[];
}

export type Values = Readonly<Record<string, string>>;

const managed: Field = { name: "function", label: "Function", kind: "managed" };
const min: Field = { name: "min", label: "At least", kind: "count", initial: "1" };
const max: Field = { name: "max", label: "At most", kind: "count", initial: "4" };
const reason: Field = { name: "reason", label: "Reason", kind: "text", initial: "from the console" };
const duration = (initial: string): Field => ({ name: "duration", label: "For", kind: "duration", initial });

/** Those of `lmi`. */
export const LMI_ACTIONS: readonly Action[] = [
  {
    id: "acquire",
    title: "Acquire capacity",
    about: "Takes a lease: capacity until it ends.",
    fields: [managed, min, max, duration("30m"), reason],
  },
  {
    id: "hold",
    title: "Hold",
    about: "Until its end nothing else counts.",
    fields: [managed, min, max, duration("1h"), reason],
  },
  { id: "resume", title: "Resume", about: "Ends the hold: what is asked for counts again.", fields: [managed] },
  {
    id: "window",
    title: "Open a window now",
    about: "Processes what waits for a window, with the capacity of the largest declared one.",
    fields: [duration("1h")],
  },
  {
    id: "kill",
    title: "Kill an environment",
    about: "Its process ends at once, and what it runs is lost.",
    fields: [
      { ...managed, kind: "function" },
      { name: "environment", label: "Number", kind: "count", isOptional: true },
    ],
  },
  {
    id: "fault",
    title: "Inject a failure",
    about: "Lets a fault of the local AWS begin.",
    fields: [
      {
        name: "kind",
        label: "Fault",
        kind: "choice",
        choices: [
          "publish-failed",
          "stop-environment",
          "unavailable",
          "throttle",
          "error",
          "silent",
          "vcpu-cap",
          "clock-skew",
          "disk-full",
        ],
      },
      { name: "function", label: "Function", kind: "function" },
      {
        name: "service",
        label: "Service",
        kind: "choice",
        choices: ["dynamodb", "lambda", "states", "s3", "sqs", "logs", "sts", "cloudwatch"],
      },
      { name: "code", label: "Error", kind: "text", initial: "InternalServerError" },
      { name: "status", label: "HTTP status", kind: "count", initial: "500" },
      { name: "rate", label: "Part of the calls", kind: "rate", initial: "0.5" },
      { name: "maxVcpus", label: "vCPUs", kind: "count", initial: "4" },
      { name: "seconds", label: "Seconds", kind: "count", initial: "600" },
      duration("2m"),
    ],
  },
  {
    id: "clear",
    title: "Clear failures",
    about: "Ends every fault, or the one of that number.",
    fields: [{ name: "fault", label: "Number", kind: "count", isOptional: true }],
  },
];

/** What each fault is told of the fields of its action. */
export const FAULT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  "publish-failed": ["function"],
  "stop-environment": ["function"],
  unavailable: ["function", "rate"],
  throttle: ["service", "rate"],
  error: ["service", "code", "status", "rate"],
  silent: ["service"],
  "vcpu-cap": ["function", "maxVcpus"],
  "clock-skew": ["function", "seconds"],
  "disk-full": [],
};

const FAULT_FLAGS: Readonly<Record<string, string>> = {
  function: "--function",
  service: "--service",
  code: "--code",
  status: "--status",
  rate: "--rate",
  maxVcpus: "--max-vcpus",
  seconds: "--seconds",
};

/** `name` and its value, unless that is empty. */
const option = (name: string, value: string | undefined): string[] => (value ? [name, value] : []);

/** @returns what follows `lmi`; undefined for an action that is none of its commands */
export function lmiCommand(id: string, values: Values, environment: string): string[] | undefined {
  const env = ["--env", environment];
  const { function: name, min: least, max: most, duration: time, reason: why } = values;
  const scaled = [...option("--min", least), ...option("--max", most)];
  const on = option("--function", name);
  const because = option("--reason", why);
  switch (id) {
    case "acquire":
      return ["scale", "up", ...env, ...on, ...scaled, ...option("--for", time), ...because];
    case "hold":
      return ["scale", "hold", ...env, ...on, ...scaled, ...option("--until", time), ...because];
    case "resume":
      return ["scale", "resume", ...env, ...on];
    case "window":
      return ["batch", "start", ...env, ...option("--for", time)];
    case "kill":
      return [
        "local",
        "fault",
        "add",
        "kill-environment",
        ...env,
        ...on,
        ...option("--environment", values.environment),
      ];
    case "clear":
      return ["local", "fault", "clear", ...env, ...(values.fault ? [values.fault] : [])];
    case "fault": {
      const kind = values.kind ?? "";
      const told = (FAULT_FIELDS[kind] ?? []).flatMap((field) => {
        const flag = kind === "vcpu-cap" && field === "function" ? "--capacity-provider" : FAULT_FLAGS[field];
        return option(String(flag), values[field]);
      });
      return ["local", "fault", "add", kind, ...env, ...told, ...option("--for", time)];
    }
  }
  return undefined;
}

/** A word as a shell reads it. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** What of a place the commands name. */
export interface Place {
  readonly environment: string;
  readonly kind: "local" | "deployed";
  readonly apiUrl?: string;
  readonly awsUrl?: string;
}

const words = (list: readonly string[]) => list.map(quoted).join(" ");
const aws = (place: Place, ...list: string[]) =>
  words(["aws", ...(place.awsUrl ? ["--endpoint-url", place.awsUrl] : []), ...list]);

/** The command line that does the same as an action. @returns undefined for none */
export function commandLine(id: string, values: Values, place: Place): string | undefined {
  const lmi = lmiCommand(id, values, place.environment);
  if (lmi) {
    const port = place.awsUrl && new URL(place.awsUrl).port;
    const local = place.kind === "local" ? ["--local"] : [];
    return `${port && port !== "4566" ? `LMI_AWS_PORT=${port} ` : ""}npm run -s lmi -- ${words([...lmi, ...local])}`;
  }
  const { apiUrl = "$API" } = place;
  const jsonBody = "-H 'content-type: application/json'";
  switch (id) {
    case "process":
      return `curl -X POST ${apiUrl}/videos/${values.id ?? "$ID"}/process ${jsonBody} -d '{"when":"${values.when ?? "now"}"}'`;
    case "upload":
      return `curl -X POST ${apiUrl}/videos ${jsonBody} -d '{"title":"…","contentType":"video/mp4","bytes":…,"process":"now"}'\ncurl -T <file> -H 'content-type: video/mp4' -H 'if-none-match: *' '<upload.url>'`;
    case "redrive":
      return aws(place, "stepfunctions", "redrive-execution", "--execution-arn", values.arn ?? "$ARN");
    case "tick":
      return [
        ["scaler", "reconcile"],
        ["dispatcher", "sweep"],
      ]
        .map(([name, action]) => {
          const target = `${place.environment}-video-${name}`;
          const payload = JSON.stringify({ action });
          return `${aws(place, "lambda", "invoke", "--function-name", target, "--cli-binary-format", "raw-in-base64-out", "--payload", payload, "/dev/stdout")}`;
        })
        .join("\n");
  }
  return undefined;
}
