// All that was read of an account, from wherever: what each function is, and what was measured of it by the hour.
import { shown } from "../../app/shared/issues.ts";
import { CostError } from "../costError.ts";
import { eachRecord } from "../csvRecords.ts";
import { jsonContent } from "../jsonContent.ts";
import { type Listed, type Lists, listsOf, type Unread } from "./listed.ts";
import { merged } from "./mergedPoints.ts";
import { isMetricCsv, type MetricData, ofMetricCsv, ofMetricData, strangerNote } from "./metricData.ts";
import { type Asked, type Points, type Span, spanOf } from "./metrics.ts";
import { isUsageReport, ofUsageReport, type UsageReport } from "./usageReport.ts";

export interface Dataset {
  readonly functions: readonly Listed[];
  readonly fed: ReadonlySet<string>;
  readonly tags: Lists["tags"];
  /** By the name of the function. */
  readonly points: ReadonlyMap<string, readonly Points[]>;
  readonly span: Span;
  readonly unread: readonly Unread[];
  /** What all of Lambda cost in the hours of a usage report; undefined without one. */
  readonly reportedCost: number | undefined;
  readonly notes: readonly string[];
}

export interface Source {
  readonly name: string;
  readonly text: string;
}

interface Parts {
  readonly lists: Lists[];
  readonly points: Points[];
  readonly failed: Unread[];
  readonly reports: UsageReport[];
  readonly asked: Asked[];
  readonly notes: string[];
}

function readJson({ name, text }: Source, parts: Parts): void {
  const content = jsonContent(name, text);
  const has = (key: string) => typeof content === "object" && content !== null && Object.hasOwn(content, key);
  const isListing = has("Functions") || has("EventSourceMappings") || has("Tags");
  if (!isListing && !has("MetricDataResults")) {
    throw new CostError(
      `${name}: must have Functions, EventSourceMappings, Tags or MetricDataResults, got ${text.trim().slice(0, 40)}`,
    );
  }
  if (has("NextMarker") || has("NextToken")) {
    parts.notes.push(`${name}: is one page of several: what follows is only counted where another file has it`);
  }
  if (isListing || has("Unread")) parts.lists.push(listsOf(name, content));
  if (!has("MetricDataResults")) return;
  addMetrics(name, ofMetricData(name, content), parts);
}

function addMetrics(name: string, { points, failed, strangers, asked }: MetricData, parts: Parts): void {
  parts.points.push(...points);
  parts.failed.push(...failed);
  if (asked) parts.asked.push(asked);
  if (strangers.length > 0) parts.notes.push(strangerNote(name, strangers));
}

function readCsv({ name, text }: Source, parts: Parts, region: string): void {
  let header: readonly string[] = [];
  eachRecord(
    name,
    text.slice(0, 100_000),
    (record) => {
      header = record;
    },
    1,
  );
  if (isUsageReport(header)) parts.reports.push(ofUsageReport(name, text, region));
  else if (isMetricCsv(header)) addMetrics(name, ofMetricCsv(name, text), parts);
  else {
    throw new CostError(
      `${name}: row 1: must have the columns label, timestamp and value, or be of a Cost and Usage Report, got ${shown(header.join())}`,
    );
  }
}

/** As metrics, for functions that CloudWatch said nothing of and whose memory is known. */
function pointsOfReport(
  { functions }: UsageReport,
  listed: ReadonlyMap<string, Listed>,
  measured: ReadonlySet<string>,
): Points[] {
  return [...functions].flatMap(([name, { requests, gbSeconds }]) => {
    const memoryMb = listed.get(name)?.memoryMb;
    if (memoryMb === undefined || measured.has(name)) return [];
    const summed = (uses: typeof requests, factor: number) => {
      const hours = new Map<number, number>();
      for (const { at, amount } of uses) hours.set(at, (hours.get(at) ?? 0) + amount * factor);
      return { times: [...hours.keys()], values: [...hours.values()], statistic: "Sum" as const };
    };
    return [
      { name, metric: "Invocations" as const, ...summed(requests, 1) },
      { name, metric: "Duration" as const, ...summed(gbSeconds, (1_000 * 1_024) / memoryMb) },
    ];
  });
}

/** The first that has a name counts: files may overlap. */
function firstByName(lists: readonly Lists[]): Map<string, Listed> {
  const found = new Map<string, Listed>();
  for (const one of lists.flatMap(({ functions }) => functions)) if (!found.has(one.name)) found.set(one.name, one);
  return found;
}

const otherTable = (region: string): string =>
  `lmi cost prices --refresh --region ${region} makes a table for --prices`;

/** Functions of one Region are priced, the table's; @throws CostError when all are of another */
function inRegion(all: ReadonlyMap<string, Listed>, region: string, notes: string[]): Map<string, Listed> {
  const isHere = (one: Listed) => (one.region ?? region) === region;
  const others = [...all.values()].filter((one) => !isHere(one));
  const [first] = others;
  if (first?.region === undefined) return new Map(all);
  if (others.length === all.size) {
    throw new CostError(
      `files: functions must be of ${region}, as the prices are, got ${first.region}; ${otherTable(first.region)}`,
    );
  }
  notes.push(
    `${others.length} functions of other Regions are left out, such as ${first.name} of ${first.region}; ${otherTable(first.region)}`,
  );
  return new Map([...all].filter(([, one]) => isHere(one)));
}

/**
 * @param region whose functions are scanned
 * @throws CostError with the file and the path of the value, or when there is nothing to scan
 */
export function datasetOf(sources: readonly Source[], region: string): Dataset {
  const parts: Parts = { lists: [], points: [], failed: [], reports: [], asked: [], notes: [] };
  for (const source of sources) {
    if (/^\uFEFF?\s*[{[]/.test(source.text)) readJson(source, parts);
    else readCsv(source, parts, region);
  }
  const listed = inRegion(firstByName(parts.lists), region, parts.notes);
  const otherRegions = new Set(parts.reports.flatMap((report) => [...report.otherRegions]));
  if (otherRegions.size > 0) parts.notes.push(`usage report: what is of ${[...otherRegions].join(", ")} is left out`);
  const longest = parts.reports.reduce((most, { longestHours }) => Math.max(most, longestHours), 0);
  if (longest > 1) {
    parts.notes.push(
      `usage report: lines of up to ${longest} hours are spread evenly over them, so that no peak is seen`,
    );
  }
  const measured = new Set(parts.points.map(({ name }) => name));
  const points = [
    ...merged(parts.points),
    ...parts.reports.flatMap((report) => pointsOfReport(report, listed, measured)),
  ];
  const byName = new Map<string, Points[]>();
  for (const one of points) {
    const before = byName.get(one.name);
    if (before) before.push(one);
    else byName.set(one.name, [one]);
  }
  const named = new Set([...measured, ...parts.reports.flatMap(({ functions }) => [...functions.keys()])]);
  const unlisted = [...named].filter((name) => !listed.has(name));
  if (listed.size === 0 && named.size === 0) {
    throw new CostError(
      `files: must list functions or measure them, got ${sources.map(({ name }) => name).join(", ")}`,
    );
  }
  const why = "its memory and architecture are in none of the files; add what aws lambda list-functions prints";
  return {
    functions: [...listed.values()],
    fed: new Set(parts.lists.flatMap(({ fed }) => fed)),
    tags: Object.assign({}, ...parts.lists.map(({ tags }) => tags)),
    points: byName,
    span: spanOf(points, parts.asked),
    unread: [
      ...parts.lists.flatMap(({ unread }) => unread),
      ...parts.failed,
      ...unlisted.map((name) => ({ name, why })),
    ],
    reportedCost:
      parts.reports.length > 0 ? parts.reports.reduce((sum, { lambdaCost }) => sum + lambdaCost, 0) : undefined,
    notes: parts.notes,
  };
}
