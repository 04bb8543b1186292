// The scaler's answer to each event, in plain values: nothing that an SDK returned is passed on.
import type { CapacityRequests } from "../capacity/capacityRequests.ts";
import { LeaseEndedError } from "../capacity/errors.ts";
import { MAX_LEASE_SECONDS } from "../capacity/lease.ts";
import { format } from "../capacity/scalingConfig.ts";
import type { Clock } from "../shared/clock.ts";
import { scalerEvent } from "./scalerEvent.ts";

function leaseSeconds({ seconds, until }: { seconds?: number | undefined; until?: number | undefined }, clock: Clock) {
  const asked = seconds ?? (until === undefined ? undefined : until - clock.nowSeconds());
  if (asked === undefined || asked < 1 || asked > MAX_LEASE_SECONDS) {
    throw new LeaseEndedError(
      `a lease must last 1 to ${MAX_LEASE_SECONDS} s from now, got ${asked ?? "neither seconds nor until"}`,
    );
  }
  return asked;
}

export const createScaler = (capacity: CapacityRequests, clock: Clock) => async (event: unknown) => {
  const request = scalerEvent.parse(event);
  switch (request.action) {
    case "acquire":
      return capacity.acquire({ ...request, seconds: leaseSeconds(request, clock) });
    case "check":
      return capacity.check(request);
    case "release":
      await capacity.release(request);
      return { released: request.owner };
    case "reconcile": {
      const reconciled = await capacity.reconcileAll();
      return {
        functions: reconciled.map(({ functionName, desired, put }) => ({
          functionName,
          desired: format(desired.config),
          ...(put && { put: format(put.to) }),
        })),
      };
    }
  }
};
