// How each runtime runs several invocations at once in one environment of managed instances, and from which version on.

const GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances";

export interface RuntimeModel {
  readonly language: "Java" | "Python" | "Node.js" | ".NET" | "Rust";
  /** The first version that managed instances run, as Lambda calls it. */
  readonly first: string;
  /** What serves invocations at once, and so what code must stand. */
  readonly atOnce: string;
  /** Invocations at once per vCPU where a function says nothing; undefined where AWS states none. */
  readonly defaultPerVCpu: number | undefined;
  /** Each invocation at once has a process of its own, with all of the memory that the function takes. */
  readonly isProcessEach: boolean;
  /** Whether SnapStart starts it on ordinary Lambda, and from which version on: https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html */
  readonly snapStartFrom: number | undefined;
  /** Java's snapshots are free, those of other languages are billed: https://aws.amazon.com/lambda/pricing/ */
  readonly isSnapStartFree: boolean;
  readonly documentation: string;
}

interface Family extends RuntimeModel {
  /** Its version is the first group; none where the name has no version. */
  readonly name: RegExp;
  readonly least: number;
}

const FAMILIES: readonly Family[] = [
  {
    language: "Node.js",
    name: /^nodejs(\d+)\.x$/,
    least: 22,
    first: "nodejs22.x",
    atOnce:
      "worker threads, each with several asynchronous invocations: state of a module is shared by those of a worker",
    defaultPerVCpu: 64,
    isProcessEach: false,
    snapStartFrom: undefined,
    isSnapStartFree: false,
    documentation: `${GUIDE}-nodejs-runtime.html`,
  },
  {
    language: "Python",
    name: /^python3\.(\d+)$/,
    least: 13,
    first: "python3.13",
    atOnce: "a process each: memory is needed once for each invocation at once, and only /tmp is shared",
    defaultPerVCpu: 16,
    isProcessEach: true,
    snapStartFrom: 12,
    isSnapStartFree: false,
    documentation: `${GUIDE}-python-runtime.html`,
  },
  {
    language: "Java",
    name: /^java(\d+)(?:\.al\d+)?$/,
    least: 21,
    first: "java21",
    atOnce: "threads of one process: the handler and all that it shares must be thread-safe",
    defaultPerVCpu: 32,
    isProcessEach: false,
    snapStartFrom: 11,
    isSnapStartFree: true,
    documentation: `${GUIDE}-java-runtime.html`,
  },
  {
    language: ".NET",
    name: /^dotnet(\d+)$/,
    least: 8,
    first: "dotnet8",
    atOnce: "tasks of one process: the handler and all that it shares must be thread-safe",
    defaultPerVCpu: 32,
    isProcessEach: false,
    snapStartFrom: 8,
    isSnapStartFree: false,
    documentation: `${GUIDE}-dotnet-runtime.html`,
  },
  {
    language: "Rust",
    name: /^provided\.al(20\d\d)$/,
    least: 2023,
    first: "provided.al2023",
    atOnce: "asynchronous tasks of one process: the handler must be Clone and Send",
    defaultPerVCpu: undefined,
    isProcessEach: false,
    snapStartFrom: undefined,
    isSnapStartFree: false,
    documentation: `${GUIDE}-runtimes.html`,
  },
];

export interface RuntimeAnswer {
  readonly model: RuntimeModel | undefined;
  /** Why managed instances do not run it; undefined where they do. */
  readonly refused: string | undefined;
  /** What the name alone does not tell, such as what an image holds. */
  readonly unknown: string | undefined;
  readonly hasSnapStart: boolean;
}

/** @param runtime as Lambda calls it; undefined for a container image */
export function runtimeOf(runtime: string | undefined): RuntimeAnswer {
  if (runtime === undefined) {
    const unknown = "what the container image runs, which Lambda does not say";
    return { model: undefined, refused: undefined, unknown, hasSnapStart: false };
  }
  for (const family of FAMILIES) {
    const [, version] = family.name.exec(runtime) ?? [];
    if (version === undefined) continue;
    const { name: _, least, ...model } = family;
    const refused = Number(version) < least ? `managed instances run ${model.first} and later` : undefined;
    const unknown =
      model.language === "Rust" ? "whether it is Rust, the only one of its kind that is supported" : undefined;
    const hasSnapStart = model.snapStartFrom !== undefined && Number(version) >= model.snapStartFrom;
    return { model, refused, unknown: refused === undefined ? unknown : undefined, hasSnapStart };
  }
  const languages = FAMILIES.map(({ first }) => first).join(", ");
  return {
    model: undefined,
    refused: `managed instances run ${languages} and later only`,
    unknown: undefined,
    hasSnapStart: false,
  };
}
