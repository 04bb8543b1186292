// All rules about the network that instances are in.
import type { Rule } from "../rule.ts";
import { functionLeavesVpc } from "./functionNetwork.ts";
import { networkInUse } from "./networkInUse.ts";
import { routeToInternet } from "./routeToInternet.ts";
import { subnetMadePublic } from "./subnetMadePublic.ts";

export const networkRules: readonly Rule[] = [networkInUse, functionLeavesVpc, routeToInternet, subnetMadePublic];
