// A workload as JSON: of its own, or a row of what lmi cost scan --json printed.
import { UsageError } from "../../cliError.ts";
import { parseJson, readTextFile } from "../jsonFile.ts";

type Content = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Content =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isRow = (value: unknown): value is Content => isObject(value) && typeof value.name === "string";

/** @throws UsageError for a row that is not there, or that was not invoked */
function workloadOfRow(path: string, rows: readonly unknown[], row: string | undefined): Content {
  const named = rows.filter(isRow);
  const [first] = named;
  const found = named.find(({ name }) => name === row) ?? (named.length === 1 && row === undefined ? first : undefined);
  if (found === undefined) {
    const such = first === undefined ? "" : ` such as ${first.name}`;
    throw new UsageError(`--row: must name a function of ${path}${such}, got ${row ?? "nothing"}`);
  }
  if (isObject(found.workload)) return found.workload;
  throw new UsageError(`--row: must name a function that was invoked, got ${found.name}`);
}

/**
 * @param row of a scan
 * @throws UsageError with the path and what is allowed
 */
export async function readWorkloadFile(path: string, row: string | undefined): Promise<Record<string, unknown>> {
  const content = parseJson(path, await readTextFile(path));
  if (!isObject(content)) {
    throw new UsageError(`${path}: must be a JSON object, got ${JSON.stringify(content).slice(0, 40)}`);
  }
  if (Array.isArray(content.functions)) return { ...workloadOfRow(path, content.functions, row) };
  if (isRow(content) && "workload" in content) return { ...workloadOfRow(path, [content], row) };
  if (row !== undefined) throw new UsageError(`--row: only with a --file that lmi cost scan --json wrote, got ${row}`);
  return { ...content };
}
