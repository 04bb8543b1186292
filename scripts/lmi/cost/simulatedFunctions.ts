// Which functions are simulated: those of configuration files, or one of an environment of this checkout.
import { basename } from "node:path";
import type { Command } from "commander";
import { linesOf } from "../../../app/shared/issues.ts";
import type { ManagedFunction } from "../../../cost/managedFunction.ts";
import { UsageError } from "../../cliError.ts";
import { parseJson, readTextFile } from "../jsonFile.ts";

export interface FunctionOptions {
  readonly config?: readonly string[];
  readonly function?: string;
}

export interface Named {
  readonly name: string;
  readonly managed: ManagedFunction;
  /** Of its environment; a file names none. */
  readonly region?: string;
}

const collect = (file: string, earlier: readonly string[] = []): string[] => [...earlier, file];

export const withSimulatedFunctions = (command: Command): Command =>
  command
    .option("--config <file>", "JSON with the block of a function; repeatable, to compare", collect)
    .option("--function <id>", 'without --config: this one of --env (default: "api"; without both: as sized)');

/** @throws UsageError with one line per mistake, each with the file and its path */
async function readFunction(file: string): Promise<Named> {
  const content = parseJson(file, await readTextFile(file));
  const { functionBlockSchema } = await import("../../../cost/simulate/functionBlock.ts");
  const parsed = functionBlockSchema.safeParse(content);
  if (!parsed.success) {
    const lines = linesOf(parsed.error, content).map((line) => `${file}: ${line}`);
    throw new UsageError(lines.join("\n"), { cause: parsed.error });
  }
  const { name = basename(file, ".json"), ...managed } = parsed.data;
  return { name, managed };
}

async function ofEnvironment(environment: string, id: string): Promise<Named> {
  const [{ ConfigError }, { managedFunctionOf }] = await Promise.all([
    import("../../../stacks/config/configError.ts"),
    import("../../../cost/simulate/functionBlock.ts"),
  ]);
  try {
    // A wrong configuration throws as it is loaded.
    const [{ environmentNamed }, { managedFunctionsOf }] = await Promise.all([
      import("../../../stacks/config/environments.ts"),
      import("../../../stacks/config/managedFunctions.ts"),
    ]);
    const config = environmentNamed(environment);
    const all = managedFunctionsOf(config);
    const managed = all.find((one) => one.id === id);
    if (managed) return { name: `${environment} ${id}`, managed: managedFunctionOf(managed), region: config.region };
    throw new UsageError(`--function: must be one of ${all.map((one) => one.id).join(", ")}, got ${id}`);
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** @throws UsageError when a file is wrong, two have one name, or the environment is not defined */
export async function simulatedFunctions(options: FunctionOptions, environment: string): Promise<Named[]> {
  if (options.config === undefined) return [await ofEnvironment(environment, options.function ?? "api")];
  if (options.function) throw new UsageError(`--function: not together with --config, got ${options.function}`);
  const functions = await Promise.all(options.config.map(readFunction));
  const twice = functions.find(({ name }, index) => functions.findIndex((other) => other.name === name) < index);
  if (twice) throw new UsageError(`--config: names must differ, got ${twice.name} twice`);
  return functions;
}
