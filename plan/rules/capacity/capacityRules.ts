// All rules about capacity: providers, the functions on them, scaling configs, and what is declared for the reconciler.
import type { Rule } from "../rule.ts";
import { capacityProviderCapRaised } from "./capRaised.ts";
import { declarationChanged } from "./declarationChanged.ts";
import { functionArchitecture } from "./functionArchitecture.ts";
import { functionBelongings } from "./functionBelongings.ts";
import { functionEnvironments } from "./functionEnvironments.ts";
import { functionGone } from "./functionGone.ts";
import { functionMode, functionMoved } from "./functionMode.ts";
import { functionPublish } from "./functionPublish.ts";
import { functionRefused } from "./functionRefused.ts";
import { functionTimeout } from "./functionTimeout.ts";
import { capacityProviderDestroyed } from "./providerDestroyed.ts";
import { capacityProviderReplaced } from "./providerReplaced.ts";
import { capacityProviderInstanceTypes, capacityProviderScaling } from "./providerScaling.ts";
import { capacityProviderZones } from "./providerZones.ts";
import { scalingChanged } from "./scalingChanged.ts";
import { scalingDeleted } from "./scalingDeleted.ts";
import { scalingForgotten } from "./scalingForgotten.ts";
import { scalingQualifier } from "./scalingQualifier.ts";
import { scalingDeactivatesTraffic } from "./scalingTraffic.ts";
import { vCpuCap } from "./vcpuCap.ts";
import { versionsPileUp } from "./versionsPileUp.ts";

export const capacityRules: readonly Rule[] = [
  capacityProviderReplaced,
  capacityProviderDestroyed,
  ...capacityProviderZones,
  ...vCpuCap,
  capacityProviderCapRaised,
  capacityProviderScaling,
  capacityProviderInstanceTypes,
  functionMode,
  functionMoved,
  functionEnvironments,
  functionPublish,
  versionsPileUp,
  ...functionGone,
  functionBelongings,
  functionTimeout,
  ...functionRefused,
  functionArchitecture,
  scalingDeactivatesTraffic,
  ...scalingChanged,
  ...scalingQualifier,
  scalingDeleted,
  scalingForgotten,
  ...declarationChanged,
];
