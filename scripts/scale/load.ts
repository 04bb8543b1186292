// Many videos at once, as clients ask for them, against a system that runs; and what that took of the system.

/** How long a client waits before it repeats a request that was answered 429 or 503. */
const REPEAT_MILLISECONDS = 250;
const POLL_MILLISECONDS = 500;
/** Requests of one client at once. */
const CONNECTIONS = 50;

interface CountedRate {
  readonly name: string;
  readonly calls: number;
  readonly throttled: number;
  readonly maxPerSecond: number;
  readonly operations: Readonly<Record<string, number>>;
}

export interface LoadResult {
  /** How many videos ended so, by status. */
  readonly ended: Readonly<Record<string, number>>;
  /** Until the last `process` was accepted. */
  readonly acceptedSeconds: number;
  /** From the first `process` until nothing was left to do. */
  readonly seconds: number;
  /** Requests that were answered 429 or 503 and repeated. */
  readonly repeated: number;
  readonly executions: number;
  /** In the fullest 10 s. */
  readonly mostExecutions: number;
  readonly controlPlane: CountedRate;
}

export interface Load {
  readonly apiUrl: string;
  readonly awsUrl: string;
  readonly videos: number;
  /** `process` requests are spread over it. */
  readonly withinSeconds: number;
  /** @throws if videos are still waiting then */
  readonly timeoutSeconds: number;
  readonly report?: (line: string) => void;
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Runs `action` for each of the items, a number of them at once. */
async function each<T>(items: readonly T[], action: (item: T, index: number) => Promise<void>): Promise<void> {
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) await action(item, index);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

/** Makes videos, asks for all of them, and waits until each has ended. */
export async function load(options: Load): Promise<LoadResult> {
  const { apiUrl, awsUrl, videos, withinSeconds, timeoutSeconds, report = () => {} } = options;
  let repeated = 0;
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    for (;;) {
      const response = await fetch(`${apiUrl}${path}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      const answer = await response.json();
      if (response.ok) return answer;
      if (response.status !== 503 && response.status !== 429)
        throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
      repeated += 1;
      await sleep(REPEAT_MILLISECONDS);
    }
  };
  const ids: string[] = [];
  await each(Array.from({ length: videos }), async (_, index) => {
    const made = await call("POST", "/videos", { title: `load ${index}`, sourceUrl: `s3://bucket/${index}.mp4` });
    ids.push((made as { id: string }).id);
  });
  report(`${videos} videos made`);
  await fetch(`${awsUrl}/_local/calls`, { method: "DELETE" });
  repeated = 0;
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  await each(ids, async (id, index) => {
    const due = started + (index / videos) * withinSeconds * 1000;
    await sleep(Math.max(0, due - performance.now()));
    await call("POST", `/videos/${id}/process`);
  });
  const acceptedSeconds = elapsed();
  report(`${videos} accepted after ${acceptedSeconds.toFixed(1)} s`);
  const ended: Record<string, number> = {};
  let open: string[] = ids;
  while (open.length > 0) {
    if (elapsed() > timeoutSeconds)
      throw new Error(`${open.length} of ${videos} videos are open after ${timeoutSeconds} s`);
    await sleep(POLL_MILLISECONDS);
    const still: string[] = [];
    await each(open, async (id) => {
      const { status } = (await call("GET", `/videos/${id}`)) as { status: string };
      if (status === "completed" || status === "failed" || status === "cancelled")
        ended[status] = (ended[status] ?? 0) + 1;
      else still.push(id);
    });
    if (still.length !== open.length) report(`${still.length} open after ${elapsed().toFixed(0)} s`);
    open = still;
  }
  const seconds = elapsed();
  const starts = await executionStarts(awsUrl);
  return { ended, acceptedSeconds, seconds, repeated, ...most(starts), controlPlane: await controlPlane(awsUrl) };
}

/** When each execution was started, in seconds, oldest first. */
async function executionStarts(awsUrl: string): Promise<number[]> {
  const ask = async (operation: string, input: unknown) => {
    const response = await fetch(awsUrl, {
      method: "POST",
      headers: { "x-amz-target": `AWSStepFunctions.${operation}`, "content-type": "application/x-amz-json-1.0" },
      body: JSON.stringify(input),
    });
    return response.json() as Promise<Record<string, never>>;
  };
  const machines: { stateMachineArn: string }[] = (await ask("ListStateMachines", {})).stateMachines ?? [];
  const starts: number[] = [];
  for (const { stateMachineArn } of machines) {
    const { executions = [] } = await ask("ListExecutions", { stateMachineArn, maxResults: 1000 });
    for (const { startDate } of executions as { startDate: number }[]) starts.push(startDate);
  }
  return starts.toSorted((a, b) => a - b);
}

function most(starts: readonly number[]) {
  const within = starts.map((from) => starts.filter((at) => at >= from && at < from + 10).length);
  return { executions: starts.length, mostExecutions: Math.max(0, ...within) };
}

async function controlPlane(awsUrl: string): Promise<CountedRate> {
  const { calls: rates } = (await (await fetch(`${awsUrl}/_local/calls`)).json()) as { calls: CountedRate[] };
  const none = { name: "lambda control plane", calls: 0, throttled: 0, maxPerSecond: 0, operations: {} };
  return rates.find(({ name }) => name === none.name) ?? none;
}
