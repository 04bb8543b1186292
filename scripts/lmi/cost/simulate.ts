// lmi cost simulate: a day or a month of traffic, minute by minute, against one or more configurations.
import { type Command, Option } from "commander";
import type { Basis } from "../../../cost/constants.ts";
import type { ManagedFunction } from "../../../cost/managedFunction.ts";
import type { PriceTable } from "../../../cost/prices/priceTable.ts";
import type { SimulatedConfig } from "../../../cost/simulate/simulateCharts.ts";
import type { Workload } from "../../../cost/workload/workload.ts";
import { UsageError } from "../../cliError.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { type BasisOptions, basisInRegion, withBasis } from "./basisOptions.ts";
import { answer, withHtml } from "./htmlOption.ts";
import { type FunctionOptions, type Named, simulatedFunctions, withSimulatedFunctions } from "./simulatedFunctions.ts";
import { type Loaded, loadedTraffic, type TrafficOptions, withTraffic } from "./simulatedTraffic.ts";
import { sizedFunction, verdictNote } from "./sizedFunction.ts";
import { withWorkload } from "./workloadOptions.ts";

const EVERY = { "1m": 1, "5m": 5, "1h": 60, "1d": 1_440 } as const;

interface Options extends TrafficOptions, FunctionOptions, BasisOptions {
  readonly every: keyof typeof EVERY;
  /** Whether --env was given; it has a default. */
  readonly isEnvironmentGiven?: boolean;
  readonly html?: string;
}

export function addSimulate(cost: Command): void {
  const command = cost
    .command("simulate")
    .description("environments, throttles and cost of configurations under traffic, minute by minute");
  const from = "when a shape begins (default: midnight UTC of today)";
  withWorkload(withSimulatedFunctions(withTraffic(command)), from).addOption(
    new Option("--every <period>", "one row of the table").choices(Object.keys(EVERY)).default("1h"),
  );
  command.hook("preAction", (_, invoked) => {
    invoked.setOptionValue("isEnvironmentGiven", invoked.getOptionValueSourceWithGlobals("env") !== "default");
  });
  withBasis(withHtml(command)).action(inSession<Options>(run));
  withExample(
    command,
    "lmi cost simulate --shape spike10 --requests-per-month 300M --duration-ms 120 --memory-mb 256 --profile io --env prod",
    "lmi cost simulate --traffic invocations.json --duration-ms 120 --memory-mb 256 --config now.json --config next.json",
  );
}

/** Under the types that the workload allows, where the configuration leaves the choice open. */
function placed({ name, managed, region }: Named, workload: Workload, prices: PriceTable): ManagedFunction {
  const { architectures, instanceTypes } = workload;
  if (region !== undefined && region !== prices.region) {
    throw new UsageError(`--prices: must be of ${region}, where ${name} is, got ${prices.region}`);
  }
  if (!architectures.includes(managed.architecture)) {
    throw new UsageError(`${name}: architecture: must be ${architectures.join(" or ")}, got ${managed.architecture}`);
  }
  const { capacityProvider } = managed;
  const allowedInstanceTypes = capacityProvider.allowedInstanceTypes ?? instanceTypes;
  return { ...managed, capacityProvider: { ...capacityProvider, allowedInstanceTypes } };
}

/** An option must not be taken and ignored. */
function checkTypes(functions: readonly Named[], { instanceTypes }: Options): void {
  if (instanceTypes === undefined) return;
  const own = functions.find(({ managed }) => managed.capacityProvider.allowedInstanceTypes !== undefined);
  if (own) throw new UsageError(`--instance-types: ${own.name} restricts them itself, got ${instanceTypes.join(", ")}`);
}

async function simulateAll(
  functions: readonly Named[],
  { traffic, workload }: Loaded,
  prices: PriceTable,
  basis: Basis,
): Promise<SimulatedConfig[]> {
  const [{ simulate }, { CostError }] = await Promise.all([
    import("../../../cost/simulate/simulate.ts"),
    import("../../../cost/costError.ts"),
  ]);
  const simulated = (named: Named): SimulatedConfig => {
    const managed = placed(named, workload, prices);
    try {
      return { name: named.name, simulation: simulate({ traffic, function: managed, workload, prices, basis }) };
    } catch (error) {
      if (error instanceof CostError) throw new UsageError(`${named.name}: ${error.message}`, { cause: error });
      throw error;
    }
  };
  return functions.map(simulated);
}

/** Nine digits are more than the model is worth, and a third of the text. */
const column = (values: Float64Array): number[] => Array.from(values, (value) => Number(value.toPrecision(9)));

const jsonOf = ({ name, simulation }: SimulatedConfig) => {
  const { instanceType, model, totals, notes, series } = simulation;
  return {
    name,
    instanceType,
    environmentCapacity: { invocations: model.invocations, limitedBy: model.limitedBy },
    totals,
    notes,
    series: Object.fromEntries(Object.entries(series).map(([quantity, values]) => [quantity, column(values)])),
  };
};

/** Of a terminal that does not say. */
const USUAL_WIDTH = 80;

const run: Run<Options> = async ({ settings, terminal }, options) => {
  const { prices, basis } = await basisInRegion(options);
  const isNamed = options.config !== undefined || options.function !== undefined || options.isEnvironmentGiven;
  const named = isNamed ? await simulatedFunctions(options, settings.environment) : undefined;
  if (named) checkTypes(named, options);
  const read = await loadedTraffic(options, basis);
  const pricing = { prices, basis };
  const functions = named ?? [await sizedFunction(read.workload, pricing)];
  const configs = await simulateAll(functions, read, prices, basis);
  const verdicts = named
    ? []
    : await Promise.all(
        configs.map(({ simulation: { totals } }) =>
          verdictNote(totals.costPerMonth.totalUsd, totals.throttledShare, read.workload, pricing),
        ),
      );
  const { traffic } = read;
  const notes = [...read.notes, ...verdicts];
  const assumptions = basis.used();
  const [{ simulateReport }, { utc }] = await Promise.all([
    import("../../../cost/simulate/simulateReport.ts"),
    import("../utc.ts"),
  ]);
  const { region, date, source } = prices;
  const columns = terminal && (terminal.columns || USUAL_WIDTH);
  const everyMinutes = EVERY[options.every];
  return answer(options.html, settings.json, {
    json: {
      from: utc(traffic.from),
      minutes: traffic.requests.length,
      prices: { region, date, source },
      configs: configs.map(jsonOf),
      notes,
      assumptions,
    },
    report: () =>
      simulateReport(
        { traffic, configs, notes, everyMinutes, ...(columns !== undefined && { columns }) },
        assumptions,
        prices,
      ),
  });
};
