// All rules about who may do what, and who gets in.
import type { Rule } from "../rule.ts";
import { apiBodyOpened } from "./apiBody.ts";
import { authorizerInUse } from "./authorizerInUse.ts";
import { authorizersWeakened } from "./authorizers.ts";
import { exposed } from "./exposure.ts";
import { firewallRemoved } from "./firewall.ts";
import { groupMembers } from "./groupMembers.ts";
import { ingressOpened } from "./ingressOpened.ts";
import { managedPolicies } from "./managedPolicies.ts";
import { networkAclOpened } from "./networkAcls.ts";
import { permissionsBoundary } from "./permissionsBoundary.ts";
import { policiesWidened } from "./policies.ts";
import { routesOpened } from "./routes.ts";
import { throttlingWeakened } from "./throttling.ts";
import { policiesUnknown } from "./unknownPolicies.ts";

export const accessRules: readonly Rule[] = [
  ...policiesWidened,
  ...policiesUnknown,
  ...managedPolicies,
  groupMembers,
  permissionsBoundary,
  ingressOpened,
  networkAclOpened,
  ...exposed,
  firewallRemoved,
  ...routesOpened,
  ...apiBodyOpened,
  ...authorizersWeakened,
  authorizerInUse,
  ...throttlingWeakened,
];
