// A scan for programs; each of its rows is a file for lmi cost compare.
import type { PlannedProvider } from "./plan.ts";
import type { Scan, ScannedFunction } from "./scan.ts";

const functionJson = ({ candidate, ...scanned }: ScannedFunction) => {
  const { name, runtime, architecture, memoryMb, arrival, requestsPerMonth, durationMs } = candidate;
  const { meanInFlight, peakInFlight, cpuShare, invocationMemoryMb, measures, hasSnapStart } = candidate;
  return {
    name,
    runtime: runtime ?? null,
    architecture,
    memoryMb,
    arrival,
    hasSnapStart,
    requestsPerMonth,
    durationMs,
    meanInFlight,
    peakInFlight,
    cpuShare,
    invocationMemoryMb,
    ...(measures.initMs !== undefined && { initMs: measures.initMs }),
    ...scanned,
  };
};

const providerJson = ({ moved, ...provider }: PlannedProvider) => ({
  ...provider,
  functions: moved.map(({ candidate, size, maxConcurrency, usdPerMonth }) => ({
    name: candidate.name,
    ...size,
    maxConcurrency,
    usdPerMonth,
  })),
});

export const scanJson = ({ functions, providers, span, ...rest }: Scan) => ({
  from: new Date(span.from).toISOString(),
  hours: span.hours,
  ...rest,
  providers: providers.map(providerJson),
  functions: functions.map(functionJson),
});
