// All rules about who may do what, and who gets in.
import type { Rule } from "../rule.ts";
import { authorizerInUse } from "./authorizerInUse.ts";
import { authorizersWeakened } from "./authorizers.ts";
import { exposed } from "./exposure.ts";
import { ingressOpened } from "./ingressOpened.ts";
import { managedPolicies, permissionsBoundary } from "./managedPolicies.ts";
import { networkAclOpened } from "./networkAcls.ts";
import { policiesWidened } from "./policies.ts";
import { routesOpened } from "./routes.ts";
import { throttlingWeakened } from "./throttling.ts";
import { policiesUnknown } from "./unknownPolicies.ts";

export const accessRules: readonly Rule[] = [
  ...policiesWidened,
  ...policiesUnknown,
  ...managedPolicies,
  permissionsBoundary,
  ingressOpened,
  networkAclOpened,
  ...exposed,
  ...routesOpened,
  ...authorizersWeakened,
  authorizerInUse,
  ...throttlingWeakened,
];
