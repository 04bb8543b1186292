// The scaler's answer to each event, in plain values: nothing that an SDK returned is passed on.
import type { CapacityRequests } from "../capacity/capacityRequests.ts";
import { format } from "../capacity/scalingConfig.ts";
import { scalerEvent } from "./scalerEvent.ts";

/** @param told what came of each tick, also when functions failed */
export const createScaler =
  (capacity: CapacityRequests, told?: Parameters<CapacityRequests["reconcileAll"]>[0]) => async (event: unknown) => {
    const request = scalerEvent.parse(event);
    switch (request.action) {
      case "acquire":
        return capacity.acquire(request);
      case "check":
        return capacity.check(request);
      case "release":
        await capacity.release(request);
        return { released: request.owner };
      case "reconcile": {
        const reconciled = await capacity.reconcileAll(told);
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
