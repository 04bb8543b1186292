// The account of npm run bench: so many functions with two weeks of metrics, as files of it have them.

const HOUR = 3_600_000;
const HOURS = 336;
const FROM = Date.UTC(2026, 0, 5);
const RUNTIMES = ["nodejs22.x", "python3.13", "java21", "dotnet8"];
const MEMORY = [128, 256, 512, 1_024, 2_048];
const TEAMS = 20;

/** What `lmi cost scan --file` takes: loads from one request an hour to a hundred thousand, with a day and a night. */
export function accountWith(functions: number): string {
  const times = Array.from({ length: HOURS }, (_, hour) => new Date(FROM + hour * HOUR).toISOString());
  const names = Array.from({ length: functions }, (_, index) => `team${index % TEAMS}-function-${index}`);
  const listed = names.map((FunctionName, index) => ({
    FunctionName,
    Runtime: RUNTIMES[index % RUNTIMES.length],
    MemorySize: MEMORY[index % MEMORY.length],
    Architectures: [index % 3 === 0 ? "x86_64" : "arm64"],
  }));
  const results = names.flatMap((name, index) => {
    const perHour = 10 ** ((5 * (index % 97)) / 96);
    const durationMs = 20 + 7 * (index % 89);
    const invocations = times.map((_, hour) => Math.round(perHour * (1 + 0.8 * Math.sin((hour * Math.PI) / 12))));
    const result = (metric: string, Values: readonly number[]) => ({
      Label: `${name} ${metric}`,
      Timestamps: times,
      Values,
    });
    return [
      result("Invocations", invocations),
      result(
        "Duration",
        invocations.map((count) => count * durationMs),
      ),
      result(
        "ConcurrentExecutions",
        invocations.map((count) => Math.ceil((count * durationMs * 1.5) / HOUR)),
      ),
    ];
  });
  return JSON.stringify({ Functions: listed, MetricDataResults: results });
}
