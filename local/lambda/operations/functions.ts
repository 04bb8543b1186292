// What the Lambda API says about functions: each of them, lists of them and their versions, and the account that they are in.
import type { AwsCall, Operation } from "../../aws/call.ts";
import { ACCOUNT_CONCURRENCY } from "../concurrency.ts";
import { describeFunction, describePolicy } from "../descriptions.ts";
import { LambdaServiceError } from "../errors.ts";
import type { LocalFunction, Registry } from "../registry.ts";
import { jsonReply, pathOf, qualifierOf } from "../restMessages.ts";
import { pageOf } from "./pages.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
const MOST_ASKED = 10_000;
const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** Lists leave these out. https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
const NOT_LISTED = ["State", "StateReason", "StateReasonCode", "LastUpdateStatus"];

type Read = (registry: Registry, call: AwsCall) => object;

const READS: Readonly<Record<string, Read>> = {
  GetFunction(registry, call) {
    const { spec } = findAsked(registry, call);
    const { tags } = spec.details;
    return {
      Configuration: configurationOf(registry, call),
      // No Location: the archive is on this machine.
      Code: { RepositoryType: "S3" },
      ...(Object.keys(tags).length > 0 && { Tags: tags }),
      ...(spec.reservedConcurrency !== undefined && { Concurrency: reservedOf(spec) }),
    };
  },

  GetFunctionConfiguration: configurationOf,

  GetFunctionConcurrency: (registry, call) => reservedOf(findAsked(registry, call).spec),

  /** https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
  GetPolicy(registry, call) {
    const { target, qualifier } = registry.find(pathOf(call, "FunctionName"), qualifierOf(call));
    const { permissions, revisionId } = target.spec.details;
    const statements = permissions.filter((permission) => permission.qualifier === qualifier);
    if (statements.length === 0)
      throw new LambdaServiceError("ResourceNotFoundException", "The resource you requested does not exist.");
    return { Policy: describePolicy(statements), RevisionId: revisionId };
  },

  ListTags(registry, call) {
    const { target, qualifier } = registry.find(pathOf(call, "Resource"));
    if (qualifier === undefined) return { Tags: target.spec.details.tags };
    const message = "Tags on function aliases and versions are not supported. Please specify either a function ARN.";
    throw new LambdaServiceError("InvalidParameterValueException", message);
  },

  ListFunctions(registry, call) {
    const asked = call.url.searchParams.get("FunctionVersion");
    if (asked !== null && asked !== "ALL")
      throw new LambdaServiceError("InvalidParameterValueException", `FunctionVersion: must be ALL, got ${asked}`);
    const functions = [...registry.functions.values()];
    const listed = functions.flatMap((target) =>
      (asked === null ? ["$LATEST"] : versionsOf(target)).map((version) => describe(registry, target, version)),
    );
    const { items, ...more } = pageOf(call, listed, arnOf, MOST_ASKED);
    return { Functions: items.map(briefly), ...more };
  },

  ListVersionsByFunction(registry, call) {
    const { target } = registry.find(pathOf(call, "FunctionName"));
    const listed = versionsOf(target).map((version) => describe(registry, target, version));
    const { items, ...more } = pageOf(call, listed, arnOf, MOST_ASKED);
    return { Versions: items.map(briefly), ...more };
  },

  /** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  GetAccountSettings(registry) {
    const specs = [...registry.functions.values()].map(({ spec }) => spec);
    const reserved = specs.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
    return {
      AccountLimit: {
        TotalCodeSize: 75 * GIB,
        CodeSizeUnzipped: 250 * MIB,
        CodeSizeZipped: 50 * MIB,
        ConcurrentExecutions: ACCOUNT_CONCURRENCY,
        UnreservedConcurrentExecutions: ACCOUNT_CONCURRENCY - reserved,
      },
      AccountUsage: {
        TotalCodeSize: specs.reduce((sum, { details }) => sum + details.code.bytes, 0),
        FunctionCount: specs.length,
      },
    };
  },
};

/** The operations that read functions. */
export const functionReads = (registry: Registry): [string, Operation][] =>
  Object.entries(READS).map(([name, read]) => [name, async (call) => jsonReply(200, read(registry, call))]);

const findAsked = (registry: Registry, call: AwsCall): LocalFunction =>
  registry.find(pathOf(call, "FunctionName"), qualifierOf(call)).target;

function configurationOf(registry: Registry, call: AwsCall): Record<string, unknown> {
  const { target, qualifier } = registry.find(pathOf(call, "FunctionName"), qualifierOf(call));
  return describe(registry, target, qualifier ?? "$LATEST");
}

function describe(registry: Registry, target: LocalFunction, version: string): Record<string, unknown> {
  const { spec } = target;
  const provider = spec.managed && registry.findCapacityProvider(spec.managed.capacityProviderName).spec;
  const invocable = spec.managed === undefined || version !== "$LATEST";
  const status = invocable ? target : { state: "ActiveNonInvocable" as const, stateReason: undefined };
  return describeFunction(spec, version, status, provider);
}

/** Numbered versions do not exist here. */
const versionsOf = ({ spec }: LocalFunction): string[] =>
  spec.managed === undefined ? ["$LATEST"] : ["$LATEST", "$LATEST.PUBLISHED"];

const reservedOf = ({ reservedConcurrency }: LocalFunction["spec"]) => ({
  ReservedConcurrentExecutions: reservedConcurrency,
});

const arnOf = ({ FunctionArn }: Record<string, unknown>): string => String(FunctionArn);

const briefly = (description: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(description).filter(([member]) => !NOT_LISTED.includes(member)));
