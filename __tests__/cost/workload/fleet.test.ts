// The cheapest fleet, against every size on every type without a short cut.
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { createBasis } from "../../../cost/constants.ts";
import { environmentsPerInstance, instancesFor } from "../../../cost/instances.ts";
import { matchesType } from "../../../cost/managedFunction.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { concurrencyOf, ENVIRONMENT_SIZES } from "../../../cost/workload/concurrency.ts";
import { fleetsFor } from "../../../cost/workload/fleet.ts";
import { headroomOf, loadOf } from "../../../cost/workload/load.ts";
import type { Workload } from "../../../cost/workload/workload.ts";
import { anyWorkload, pricing, workload } from "../../support/cost/workloads.ts";

const HOURS = 730;
/** Of every shape, and few enough to try all. */
const TYPES = ["c7g.*", "m7g.*", "r7g.*"];
const basis = createBasis();

const types = Object.entries(US_EAST_1.instances).flatMap(([type, instance]) =>
  matchesType(TYPES, type) ? [instance] : [],
);

/** Of a month with load at all hours, on the costliest of its days. */
function leastUsd(asked: Workload): number {
  const load = loadOf(asked, basis);
  const least = Math.max(3, basis.value("minEnvironments"));
  const costs = ENVIRONMENT_SIZES.flatMap((size) => {
    const concurrency = concurrencyOf(size, asked, basis);
    if (!concurrency) return [];
    const perUnit = headroomOf(asked, basis) / concurrency.maxConcurrency;
    return types.map((instance) => {
      const perInstance = environmentsPerInstance(instance, size, basis);
      if (perInstance === 0) return Number.POSITIVE_INFINITY;
      const days = load.days.map((day) =>
        day.reduce((sum, { share, inFlight }) => {
          const environments = Math.max(least, Math.ceil(inFlight * perUnit));
          return sum + share * HOURS * instancesFor(environments, perInstance, basis) * instance.usdPerHour;
        }, 0),
      );
      return Math.max(...days);
    });
  });
  return Math.min(...costs);
}

it("costs as little as any that carries the costliest day", () => {
  fc.assert(
    fc.property(anyWorkload, (input) => {
      const asked = workload({ ...input, activeHours: HOURS, instanceTypes: TYPES });
      const { hours, instance } = fleetsFor(asked, pricing(), loadOf(asked, basis)).cheapest("alwaysOn");
      const usd = hours.reduce((sum, { hours: count, instances }) => sum + count * instances * instance.usdPerHour, 0);

      expect(usd / leastUsd(asked)).toBeCloseTo(1, 8);
    }),
    { numRuns: 25, endOnFailure: true },
  );
});
