// What initialisation of environments adds to the duration that ordinary Lambda bills.
import type { Basis } from "../constants.ts";
import type { Workload } from "./workload.ts";

/** Milliseconds of initialisation that an invocation bills on average: https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ */
export const billedInitMs = ({ initMs }: Workload, basis: Basis): number =>
  initMs === undefined ? 0 : initMs * basis.value("coldStartShare");
