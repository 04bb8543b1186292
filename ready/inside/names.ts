// What rewritten sources and the probe know each other by.

/** The name that rewritten code knows the probe's registry by. */
export const REGISTRY = "__lmiReady";
/** The key of the method that gives an object's private fields. */
export const PRIVATE = "lmi.ready.private";
/** In the place of the file of a global that no assignment names. */
export const GLOBAL = "globalThis";
