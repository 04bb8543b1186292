// The permissions of what was synthesised, checked as far as a start can: that every policy in use is one that is evaluated here,
// and that the services may take their roles.
import type { TableDefinition } from "../dynamodb/definitions.ts";
import type { Place } from "../terraform/assigned.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Synthesized } from "../terraform/synthesized.ts";
import { partitionKeys } from "./askedOfDynamodb.ts";
import { Permissions } from "./permissions.ts";
import { readBucketPolicies, readResourcePolicies } from "./resourcePolicies.ts";
import { readRoles } from "./roles.ts";
import { checkTrust, type RoleUse } from "./trust.ts";

/**
 * @param options.report told once of each statement that is missing, in a line
 * @throws TrustError, UnsupportedPolicyError
 */
export function readPermissions(
  synthesized: Synthesized,
  resolver: Resolver,
  options: {
    place: Place;
    tables: readonly TableDefinition[];
    uses: readonly RoleUse[];
    report: (line: string) => void;
  },
): Permissions {
  const { place, tables, uses, report } = options;
  const roles = readRoles(synthesized, resolver);
  checkTrust(uses, roles);
  return new Permissions({
    roles,
    resourcePolicies: readResourcePolicies(synthesized, resolver),
    bucketPolicies: readBucketPolicies(synthesized, resolver),
    account: { place, keys: partitionKeys(tables.map(({ create }) => create)) },
    report,
  });
}
