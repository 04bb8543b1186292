// How much a test computes, which other work of the machine does not change as it changes how long that takes.

/** Begins to count. @returns milliseconds of CPU time of this process since then */
export function startCpuTime(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}
