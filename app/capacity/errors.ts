// What can go wrong when capacity is asked for. Each name is part of the workflow's contract (Retry and Catch match it).

abstract class CapacityError extends Error {
  abstract override readonly name: string;
}

/** Capacity did not settle in time, or the function has failed; the message names what was last seen. */
export class CapacityUnavailableError extends CapacityError {
  override readonly name = "CapacityUnavailable";
}

/** The lease was released or has expired, so the work that it stood for must not go on. */
export class LeaseEndedError extends CapacityError {
  override readonly name = "LeaseEnded";
}

/** A newer hold, or the end of one, is there already. */
export class HoldSupersededError extends CapacityError {
  override readonly name = "HoldSuperseded";
}

/** Lambda is asked too often, or changes the function just now; nothing was done. */
export class ScalingRefusedError extends CapacityError {
  override readonly name = "ScalingRefused";
}

/** Another round of the same function is under way, or this one took too long to put anything; the next tick goes on. */
export class BusyRoundError extends CapacityError {
  override readonly name = "BusyRound";
}

/** No function of that name is declared in the capacity table. */
export class UndeclaredFunctionError extends CapacityError {
  override readonly name = "UndeclaredFunction";
}
