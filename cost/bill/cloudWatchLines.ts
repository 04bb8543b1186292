// What is watched: alarms, dashboards, and metrics with the log lines that carry them.
import { count, exact } from "../../report/figures.ts";
import { isSame, type Located } from "../../terraform/located.ts";
import type { Basis } from "../constants.ts";
import { bytesOf, type EmittedLine, seriesIn } from "../inventory/emitted.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import { firedIn } from "./fired.ts";
import { type BillLine, constantLine } from "./line.ts";
import type { Priced } from "./managedLines.ts";

const BYTES_PER_GB = 1024 ** 3;

interface Watching {
  readonly prices: PriceTable;
  readonly basis: Basis;
}

/** By the function that emits them. */
const byFunction = (emitted: readonly EmittedLine[]): EmittedLine[][] =>
  Object.values(Object.groupBy(emitted, ({ stack, address }) => JSON.stringify([stack, address]))).flatMap((lines) =>
    lines ? [lines] : [],
  );

/** Lines that come with each call of a schedule; those that follow the work are with the logs of requests. */
function inLogs(inventory: Inventory, { prices, basis }: Watching): BillLine[] {
  const fired = firedIn(inventory, basis);
  const { usdPerGbIngested } = prices.logs;
  return byFunction(inventory.emitted.filter(({ isEachTick }) => isEachTick)).flatMap((lines) => {
    const [place] = lines;
    const times = fired
      .filter(({ schedule }) => isSame(schedule.invokes, place))
      .reduce((sum, one) => sum + (one.times ?? 0), 0);
    if (place === undefined || times === 0) return [];
    const bytes = lines.reduce((sum, line) => sum + bytesOf(line), 0);
    const gb = (times * bytes) / BYTES_PER_GB;
    const how = `${exact(Math.round(times))} calls x ${count(bytes)} bytes x $${exact(usdPerGbIngested)} per GB`;
    return constantLine(place, "metrics in its log", gb * usdPerGbIngested, how);
  });
}

export function cloudWatchLines(inventory: Inventory, watching: Watching): Priced {
  const { alarms, compositeAlarms, dashboards, emitted } = inventory;
  const logged = inLogs(inventory, watching);
  const price = watching.prices.cloudWatch;
  if (price === undefined) {
    const text = "not counted: the price table has no prices of alarms, dashboards and metrics";
    const places = [
      ...alarms,
      ...compositeAlarms,
      ...dashboards,
      ...byFunction(emitted).flatMap(([first]) => first ?? []),
    ];
    return { lines: logged, notes: places.map(({ address }) => ({ subject: address, text })) };
  }
  const each = (items: number, usd: number, what: string) => `${count(items)} ${what} x $${exact(usd)} a month`;
  const metrics = (place: Located, what: string, number: number, usd: number) =>
    constantLine(place, what, number * usd, each(number, usd, number === 1 ? "metric" : "metrics"));
  return {
    lines: [
      ...alarms.map((item) => metrics(item, "alarm", item.metrics, price.usdPerAlarmMetric)),
      ...compositeAlarms.map((item) =>
        constantLine(item, "composite alarm", price.usdPerCompositeAlarm, "one alarm, a month"),
      ),
      ...dashboards.map((item) => constantLine(item, "dashboard", price.usdPerDashboard, "one dashboard, a month")),
      ...dashboards
        .filter((item) => item.metrics > 0)
        .map((item) => metrics(item, "custom metrics on it", item.metrics, price.usdPerMetric)),
      ...byFunction(emitted).flatMap((lines) => {
        const [place] = lines;
        return place ? metrics(place, "metrics that it emits", lines.flatMap(seriesIn).length, price.usdPerMetric) : [];
      }),
      ...logged,
    ],
    notes: [],
  };
}
