// Operations on map runs: the runs of a Distributed Map, each with an execution for every item.
import { page, sortable, string } from "../apiRequest.ts";
import type { ItemStatus, MapRunRecord } from "../mapRun.ts";
import { type ApiOperation, findExecution, findMapRun } from "./lookUp.ts";

export const mapRunOperations: Readonly<Record<string, ApiOperation>> = {
  async ListMapRuns(executions, request) {
    const { executionArn } = await findExecution(executions, string(request, "executionArn"));
    const { items, nextToken } = page(
      executions.mapRuns.list(executionArn),
      request,
      ({ startDate, mapRunArn }) => sortable(Number.MAX_SAFE_INTEGER - startDate) + mapRunArn,
    );
    return {
      mapRuns: items.map(({ mapRunArn, stateMachineArn, startDate, stopDate }) => ({
        executionArn,
        mapRunArn,
        stateMachineArn,
        startDate: startDate / 1000,
        ...(stopDate !== undefined && { stopDate: stopDate / 1000 }),
      })),
      nextToken,
    };
  },

  async DescribeMapRun(executions, request) {
    const { record, statuses } = findMapRun(executions, string(request, "mapRunArn"));
    const { mapRunArn, executionArn, status, startDate, stopDate, maxConcurrency, tolerated, redrive } = record;
    // Items are not batched: each has an execution.
    const counts = countsOf(record, statuses);
    return {
      mapRunArn,
      executionArn,
      status,
      startDate: startDate / 1000,
      ...(stopDate !== undefined && { stopDate: stopDate / 1000 }),
      maxConcurrency,
      toleratedFailurePercentage: tolerated.percentage ?? 0,
      toleratedFailureCount: tolerated.count ?? 0,
      itemCounts: counts,
      executionCounts: counts,
      redriveCount: redrive?.count ?? 0,
      ...(redrive && { redriveDate: redrive.date / 1000 }),
    };
  },
};

function countsOf({ status: ofAll }: MapRunRecord, statuses: readonly ItemStatus[]) {
  const count = (status: ItemStatus) => statuses.filter((one) => one === status).length;
  const unsuccessful = count("FAILED") + count("TIMED_OUT") + count("ABORTED");
  return {
    pending: count("PENDING"),
    running: count("RUNNING"),
    succeeded: count("SUCCEEDED"),
    failed: count("FAILED"),
    timedOut: count("TIMED_OUT"),
    aborted: count("ABORTED"),
    total: statuses.length,
    resultsWritten: 0,
    failuresNotRedrivable: ofAll === "SUCCEEDED" ? unsuccessful : 0,
    pendingRedrive: count("PENDING_REDRIVE"),
  };
}
