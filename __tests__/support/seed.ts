// What everything random in a run of tests begins with; jest.config.js chooses and prints it.

/** A whole number below 2³¹. */
export const SEED = Number(process.env.LMI_SEED);
