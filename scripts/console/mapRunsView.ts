// Map runs of a run, and the items of one. Asked for only when one is opened: AWS lets a whole account ask for them about once a
// second. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  type ExecutionListItem,
  ListExecutionsCommand,
  ListMapRunsCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { ConsoleError } from "../../local/console/console.ts";
import type { MapRunDetail, RunStep, ShownItem, ShownMapRun } from "../../local/console/runModel.ts";
import { cut } from "./runSteps.ts";

/** Items shown at once: each is described by a call of its own. */
const MOST_ITEMS = 25;
const CALLS_AT_ONCE = 5;
/** Descriptions that are remembered. */
const MOST_KNOWN = 2_000;
/** Between two questions for the map runs of one run. */
const LIST_MILLISECONDS = 60_000;
const MOST_PAGES = 5;

/** As ListExecutions filters by. */
const STATUSES = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"] as const;

type Described = Pick<ShownItem, "input" | "output" | "error" | "cause">;

export class MapRunsView {
  readonly #client: SFNClient;
  readonly #prefix: string;
  readonly #now: () => number;
  readonly #listed = new Map<string, { readonly at: number; readonly mapRuns: Promise<readonly ShownMapRun[]> }>();
  readonly #described = new Map<string, { readonly standing: string; readonly described: Described }>();

  constructor(client: SFNClient, machineArn: string, now: () => number = Date.now) {
    this.#client = client;
    this.#prefix = `${machineArn.replace(":stateMachine:", ":mapRun:")}/`;
    this.#now = now;
  }

  /**
   * Those that the steps tell of; only where they do not reach back to the run's start are the others asked for.
   * @returns newest first
   */
  async ofRun(
    executionArn: string,
    steps: readonly RunStep[],
    { isWhole }: { isWhole: boolean },
  ): Promise<readonly ShownMapRun[]> {
    const found = new Map<string, ShownMapRun>();
    for (const { mapRun: arn, state, enteredAt, leftAt } of steps) {
      if (arn === undefined) continue;
      const startedAt = found.get(arn)?.startedAt ?? enteredAt;
      found.set(arn, { arn, state, startedAt, ...(leftAt !== undefined && { endedAt: leftAt }) });
    }
    const others = isWhole ? [] : await this.#list(executionArn);
    for (const other of others) if (!found.has(other.arn)) found.set(other.arn, other);
    return [...found.values()].sort((a, b) => b.startedAt - a.startedAt);
  }

  /**
   * @param query `arn` of the map run; `status`, if given, of the items; `next` as the part before said
   * @throws ConsoleError
   */
  async detail(query: URLSearchParams): Promise<MapRunDetail> {
    const mapRunArn = query.get("arn") ?? "";
    if (!mapRunArn.startsWith(this.#prefix))
      throw new ConsoleError(`arn: must be that of a map run (${this.#prefix}…), got ${mapRunArn || "nothing"}`);
    const asked = query.get("status") || undefined;
    const statusFilter = STATUSES.find((status) => status === asked);
    if (asked !== undefined && statusFilter === undefined)
      throw new ConsoleError(`status: must be ${STATUSES.join(", ")}, got ${asked}`);
    const nextToken = query.get("next") || undefined;
    const [mapRun, { executions = [], nextToken: next }] = await Promise.all([
      this.#client.send(new DescribeMapRunCommand({ mapRunArn })),
      this.#client.send(new ListExecutionsCommand({ mapRunArn, maxResults: MOST_ITEMS, statusFilter, nextToken })),
    ]);
    const counts = Object.entries(mapRun.itemCounts ?? {}).filter(([name, count]) => name === "total" || count > 0);
    return {
      arn: mapRunArn,
      status: mapRun.status ?? "",
      counts: Object.fromEntries(counts),
      concurrency: mapRun.maxConcurrency ?? 0,
      tolerated: { percentage: mapRun.toleratedFailurePercentage ?? 0, count: mapRun.toleratedFailureCount ?? 0 },
      redrives: mapRun.redriveCount ?? 0,
      items: await this.#items(executions),
      ...(next !== undefined && { next }),
    };
  }

  async #items(executions: readonly ExecutionListItem[]): Promise<ShownItem[]> {
    const items: ShownItem[] = [];
    for (let first = 0; first < executions.length; first += CALLS_AT_ONCE) {
      const some = executions.slice(first, first + CALLS_AT_ONCE);
      items.push(...(await Promise.all(some.map((execution) => this.#item(execution)))));
    }
    return items;
  }

  async #item({ executionArn: arn = "", status, startDate, stopDate, redriveCount = 0 }: ExecutionListItem) {
    const item: ShownItem = {
      arn,
      status: String(status),
      startedAt: startDate?.getTime() ?? 0,
      ...(stopDate && { endedAt: stopDate.getTime() }),
      redrives: redriveCount,
    };
    return { ...item, ...(await this.#describe(item)) };
  }

  /** Asked for again only when the item stands otherwise. */
  async #describe({ arn, status, redrives }: ShownItem): Promise<Described> {
    const standing = `${status} ${redrives}`;
    const known = this.#described.get(arn);
    if (known?.standing === standing) return known.described;
    const { input, output, error, cause } = await this.#client.send(
      new DescribeExecutionCommand({ executionArn: arn }),
    );
    const described = Object.fromEntries(
      Object.entries({ input: cut(input), output: cut(output), error, cause: cut(cause) }).filter(
        ([, text]) => text !== undefined,
      ),
    );
    this.#described.delete(arn);
    this.#described.set(arn, { standing, described });
    for (const oldest of this.#described.keys()) {
      if (this.#described.size <= MOST_KNOWN) break;
      this.#described.delete(oldest);
    }
    return described;
  }

  #list(executionArn: string): Promise<readonly ShownMapRun[]> {
    const before = this.#listed.get(executionArn);
    if (before && this.#now() - before.at < LIST_MILLISECONDS) return before.mapRuns;
    const mapRuns = this.#readList(executionArn);
    this.#listed.clear(); // one run is open at a time
    this.#listed.set(executionArn, { at: this.#now(), mapRuns });
    mapRuns.catch(() => this.#listed.delete(executionArn));
    return mapRuns;
  }

  async #readList(executionArn: string): Promise<readonly ShownMapRun[]> {
    const found: ShownMapRun[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.#client.send(new ListMapRunsCommand({ executionArn, nextToken }));
      for (const { mapRunArn: arn = "", startDate, stopDate } of answer.mapRuns ?? []) {
        const endedAt = stopDate && { endedAt: stopDate.getTime() };
        found.push({ arn, startedAt: startDate?.getTime() ?? 0, ...endedAt });
      }
      nextToken = answer.nextToken;
      if (nextToken === undefined) break;
    }
    return found;
  }
}
