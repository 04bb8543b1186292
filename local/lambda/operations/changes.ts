// Changes of functions and capacity providers, which are Terraform's here: refused, once what they are to change is found.
import type { Operation } from "../../aws/call.ts";
import { terraformOwns } from "../../aws/ownedByTerraform.ts";
import type { Registry } from "../registry.ts";

const CHANGES = [
  "AddPermission",
  "CreateAlias",
  "CreateCapacityProvider",
  "CreateEventSourceMapping",
  "CreateFunction",
  "CreateFunctionUrlConfig",
  "DeleteCapacityProvider",
  "DeleteFunction",
  "DeleteFunctionConcurrency",
  "DeleteFunctionEventInvokeConfig",
  "PublishVersion",
  "PutFunctionConcurrency",
  "PutFunctionEventInvokeConfig",
  "PutProvisionedConcurrencyConfig",
  "PutRuntimeManagementConfig",
  "RemovePermission",
  "TagResource",
  "UntagResource",
  "UpdateCapacityProvider",
  "UpdateFunctionCode",
  "UpdateFunctionConfiguration",
  "UpdateFunctionEventInvokeConfig",
];

/** The operations that refuse. */
export const refusedChanges = (registry: Registry): [string, Operation][] =>
  CHANGES.map((operation) => [
    operation,
    async ({ path: { FunctionName, CapacityProviderName } = {} }) => {
      if (FunctionName !== undefined) registry.find(FunctionName);
      if (CapacityProviderName !== undefined) registry.findCapacityProvider(CapacityProviderName);
      throw terraformOwns("lambda", operation);
    },
  ]);
