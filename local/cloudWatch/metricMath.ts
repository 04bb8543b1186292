// Metric math: expressions of time series, as far as alarms use them. A datapoint that one side lacks is none, and so is one that
// is no number, such as a division by zero. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html

/** Values by the beginning of their period, in milliseconds since the epoch. */
export type TimeSeries = ReadonlyMap<number, number>;

type Value = number | TimeSeries | readonly TimeSeries[] | "REPEAT";

export interface Scope {
  /** The series of an id. @throws MetricMathError for one that is none */
  readonly series: (id: string) => TimeSeries;
  /** The beginnings of all periods, oldest first. */
  readonly periods: readonly number[];
}

/** An expression cannot be read, or uses what is not evaluated here. */
export class MetricMathError extends Error {
  override readonly name = "MetricMathError";
}

type Node = (scope: Scope) => Value;

/** Reads an expression. @throws MetricMathError */
export function parseExpression(source: string): (scope: Scope) => TimeSeries {
  const parser = new Parser(source);
  const node = parser.read();
  return (scope) => {
    const value = node(scope);
    if (value instanceof Map) return finite(value);
    if (typeof value === "number") return finite(new Map(scope.periods.map((at) => [at, value])));
    throw new MetricMathError(`${source}: must be one time series`);
  };
}

const finite = (series: TimeSeries) => new Map([...series].filter(([, value]) => Number.isFinite(value)));

type Operation = (a: number, b: number) => number;

const truth = (is: boolean) => (is ? 1 : 0);

/** From the loosest to the tightest. */
const OPERATORS: readonly Readonly<Record<string, Operation>>[] = [
  { OR: (a, b) => truth(a !== 0 || b !== 0), "||": (a, b) => truth(a !== 0 || b !== 0) },
  { AND: (a, b) => truth(a !== 0 && b !== 0), "&&": (a, b) => truth(a !== 0 && b !== 0) },
  {
    "==": (a, b) => truth(a === b),
    "!=": (a, b) => truth(a !== b),
    "<=": (a, b) => truth(a <= b),
    ">=": (a, b) => truth(a >= b),
    "<": (a, b) => truth(a < b),
    ">": (a, b) => truth(a > b),
  },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  { "*": (a, b) => a * b, "/": (a, b) => a / b },
  { "^": (a, b) => a ** b },
];

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(==|!=|<=|>=|&&|\|\||[-+*/^<>(),[\]]))/y;

class Parser {
  readonly #source: string;
  readonly #tokens: string[] = [];

  constructor(source: string) {
    this.#source = source;
    TOKEN.lastIndex = 0;
    for (let end = 0; source.slice(end).trim() !== ""; end = TOKEN.lastIndex) {
      const found = TOKEN.exec(source);
      if (!found) throw this.#wrong(`unexpected ${source.slice(end).trim()}`);
      this.#tokens.push(found[1] ?? found[2] ?? found[3] ?? "");
    }
  }

  read(): Node {
    const node = this.#binary(0);
    if (this.#tokens.length > 0) throw this.#wrong(`unexpected ${this.#tokens[0]}`);
    return node;
  }

  #binary(level: number): Node {
    const operators = OPERATORS[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operation = Object.hasOwn(operators, this.#tokens[0] ?? "") && operators[this.#tokens.shift() ?? ""];
      if (!operation) return left;
      const [first, second] = [left, this.#binary(level + 1)];
      left = (scope) => combine(operation, first(scope), second(scope));
    }
  }

  #unary(): Node {
    if (!this.#skip("-")) return this.#primary();
    const operand = this.#unary();
    return (scope) => combine((a, b) => a - b, 0, operand(scope));
  }

  #primary(): Node {
    if (this.#skip("(")) {
      const inner = this.#binary(0);
      this.#expect(")");
      return inner;
    }
    if (this.#skip("[")) {
      const items = this.#list("]");
      return (scope) => items.map((item) => seriesOf(item(scope), scope));
    }
    const token = this.#tokens.shift();
    if (token === undefined) throw this.#wrong("it ends too early");
    if (/^\d/.test(token)) return () => Number(token);
    if (token === "REPEAT") return () => "REPEAT";
    if (!/^\w+$/.test(token)) throw this.#wrong(`unexpected ${token}`);
    if (!this.#skip("(")) return ({ series }) => series(token);
    const call = Object.hasOwn(FUNCTIONS, token) ? FUNCTIONS[token] : undefined;
    if (!call) throw this.#wrong(`${token} is not evaluated locally; ${Object.keys(FUNCTIONS).join(", ")} are`);
    const given = this.#list(")");
    if (given.length !== call.length - 1) throw this.#wrong(`${token} takes ${call.length - 1} operands`);
    return (scope) => call(scope, ...(given.map((operand) => operand(scope)) as [Value, Value, Value]));
  }

  #list(end: string): Node[] {
    const items = [this.#binary(0)];
    while (this.#skip(",")) items.push(this.#binary(0));
    this.#expect(end);
    return items;
  }

  #skip(token: string): boolean {
    if (this.#tokens[0] !== token) return false;
    this.#tokens.shift();
    return true;
  }

  #expect(token: string): void {
    if (!this.#skip(token)) throw this.#wrong(`a ${token} is missing`);
  }

  #wrong(problem: string): MetricMathError {
    return new MetricMathError(`${this.#source}: ${problem}`);
  }
}

function combine(operation: Operation, a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return operation(a, b);
  if (a instanceof Map && typeof b === "number") return mapped(a, (value) => operation(value, b));
  if (typeof a === "number" && b instanceof Map) return mapped(b, (value) => operation(a, value));
  if (a instanceof Map && b instanceof Map)
    return mapped(a, (value, at) => (b.has(at) ? operation(value, b.get(at)) : undefined));
  throw new MetricMathError("operators take numbers and single time series");
}

function mapped(series: TimeSeries, change: (value: number, at: number) => number | undefined): TimeSeries {
  return new Map(
    [...series].flatMap(([at, value]) => {
      const changed = change(value, at);
      return changed === undefined ? [] : [[at, changed] as const];
    }),
  );
}

function seriesOf(value: Value, { periods }: Scope): TimeSeries {
  if (value instanceof Map) return value;
  if (typeof value === "number") return new Map(periods.map((at) => [at, value]));
  throw new MetricMathError("must be a number or a single time series");
}

const valueAt = (value: Value, at: number): number | undefined =>
  typeof value === "number" ? value : value instanceof Map ? value.get(at) : undefined;

/** Of a time series one number; of a list of them a series. */
const reduction =
  (reduce: (values: readonly number[]) => number) =>
  ({ periods }: Scope, value: Value): Value => {
    if (value instanceof Map) return value.size === 0 ? value : reduce([...value.values()]);
    if (!Array.isArray(value)) throw new MetricMathError("must be a time series, or a list of them");
    const lists = periods.map((at) => [at, value.flatMap((series: TimeSeries) => series.get(at) ?? [])] as const);
    return new Map(lists.filter(([, values]) => values.length > 0).map(([at, values]) => [at, reduce(values)]));
  };

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** By name; each takes the scope, and as many operands as it names. */
const FUNCTIONS: Readonly<Record<string, (scope: Scope, a: Value, b: Value, c: Value) => Value>> = {
  IF: (scope, condition, then, otherwise) =>
    mapped(seriesOf(condition, scope), (value, at) => valueAt(value !== 0 ? then : otherwise, at)),
  FILL: (scope, value, filler) => {
    const series = seriesOf(value, scope);
    let last: number | undefined;
    const filled = scope.periods.flatMap((at) => {
      const found = series.get(at) ?? (filler === "REPEAT" ? last : valueAt(filler, at));
      last = found;
      return found === undefined ? [] : [[at, found] as const];
    });
    return new Map(filled);
  },
  ABS: (scope, value) => mapped(seriesOf(value, scope), Math.abs),
  CEIL: (scope, value) => mapped(seriesOf(value, scope), Math.ceil),
  FLOOR: (scope, value) => mapped(seriesOf(value, scope), Math.floor),
  SUM: reduction(sum),
  AVG: reduction((values) => sum(values) / values.length),
  MIN: reduction((values) => Math.min(...values)),
  MAX: reduction((values) => Math.max(...values)),
};
