// Functions as Lambda lists them, and what feeds them: answers of ListFunctions, GetFunctionConfiguration and ListEventSourceMappings.
import { z } from "zod";
import { linesOf } from "../../app/shared/issues.ts";
import { ARCHITECTURES } from "../constants.ts";
import { CostError } from "../costError.ts";
import type { Architecture } from "../prices/priceTable.ts";

const MEMORY = "must be a number of MB above 0";

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
const configuration = z.object({
  FunctionName: z.string("must be the name of a function").min(1, "must not be empty"),
  FunctionArn: z.string().nullish(),
  Runtime: z.string().nullish(),
  MemorySize: z.number(MEMORY).positive(MEMORY).default(128),
  Architectures: z.array(z.enum(ARCHITECTURES)).nullish(),
  SnapStart: z.object({ ApplyOn: z.string().nullish() }).nullish(),
  CapacityProviderConfig: z.object({}).nullish(),
  Layers: z.array(z.object({ Arn: z.string().nullish() })).nullish(),
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
const mapping = z.object({ FunctionArn: z.string().nullish(), EventSourceArn: z.string().nullish() });

const lists = z.object({
  Functions: z.array(configuration).default([]),
  EventSourceMappings: z.array(mapping).default([]),
  /** By the name of the function, as ListTags has them. */
  Tags: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  /** What could not be read of an account, when this was saved. */
  Unread: z.array(z.object({ name: z.string(), why: z.string() })).default([]),
});

export interface Listed {
  readonly name: string;
  /** Undefined where no ARN says it. */
  readonly region: string | undefined;
  /** Undefined for a container image. */
  readonly runtime: string | undefined;
  readonly memoryMb: number;
  readonly architecture: Architecture;
  readonly hasSnapStart: boolean;
  readonly isManaged: boolean;
}

/** A function of which something could not be read, and why. */
export interface Unread {
  readonly name: string;
  readonly why: string;
}

export interface Lists {
  readonly functions: readonly Listed[];
  /** Names of functions that a queue or a stream feeds. */
  readonly fed: readonly string[];
  readonly tags: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly unread: readonly Unread[];
}

/** `arn:aws:lambda:eu-west-1:123456789012:function:resize:live` is `resize`. */
export const nameInArn = (arn: string): string | undefined => /:function:([^:]+)/.exec(arn)?.[1];

export const regionInArn = (arn: string): string | undefined => /^arn:[\w-]+:lambda:([\w-]+):/.exec(arn)?.[1];

const listedOf = ({ FunctionName, Runtime, MemorySize, ...other }: z.output<typeof configuration>): Listed => ({
  name: FunctionName,
  region: regionInArn(other.FunctionArn ?? ""),
  runtime: Runtime ?? undefined,
  memoryMb: MemorySize,
  architecture: other.Architectures?.[0] ?? "x86_64",
  hasSnapStart: (other.SnapStart?.ApplyOn ?? "None") !== "None",
  isManaged: Boolean(other.CapacityProviderConfig),
});

/** Of a layer that writes Lambda Insights' metrics: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights.html */
export const hasInsights = (
  layers: readonly { readonly Arn?: string | null | undefined }[] | null | undefined,
): boolean => (layers ?? []).some(({ Arn }) => /:layer:LambdaInsightsExtension/.test(Arn ?? ""));

/** @throws CostError with the path of the value */
export function listsOf(subject: string, content: unknown): Lists {
  const parsed = lists.safeParse(content);
  if (!parsed.success) {
    const lines = linesOf(parsed.error, content).map((line) => `${subject}: ${line}`);
    throw new CostError(lines.slice(0, 5).join("\n"), { cause: parsed.error });
  }
  const { Functions, EventSourceMappings, Tags, Unread } = parsed.data;
  return {
    functions: Functions.map(listedOf),
    fed: EventSourceMappings.flatMap(({ FunctionArn }) => nameInArn(FunctionArn ?? "") ?? []),
    tags: Tags,
    unread: Unread,
  };
}
