// UTC with seconds, the one form in which times are printed for programs: 2026-03-29T00:30:00Z.

/** @param at milliseconds since the epoch */
export const utc = (at: number): string => `${new Date(at).toISOString().slice(0, -5)}Z`;
