/** On the requests of an invocation, from the probe to the stub, which takes it off. */
export const INVOCATION_HEADER = "x-lmi-ready-invocation";
