// What a scan does not put a price on, so that a reader does not take it for nothing.
import { NOT_PRICED } from "../workload/notPriced.ts";

export const NOT_PRICED_IN_SCAN: readonly string[] = [
  "Savings Plans, the free tier, /tmp above 512 MB, response streaming and data between zones: lmi cost compare prices plans for a row",
  "provisioned concurrency and SnapStart that a function has today: lmi cost compare --runtime prices both beside managed instances",
  ...NOT_PRICED.map(
    ({ name, fitsBetterWhen, documentation }) => `${name} fits better when ${fitsBetterWhen} (${documentation})`,
  ),
];
