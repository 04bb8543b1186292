// The real scaler with a function of one of its modules replaced; every other line of it stays what is deployed.
import { jest } from "@jest/globals";
import * as realDesired from "../../../app/capacity/desired.ts";
import * as realObserved from "../../../app/capacity/observed.ts";
import * as realRounds from "../../../app/capacity/rounds.ts";
import { SILENT, type Variant } from "./world.ts";

type Modules = {
  "desired.ts": typeof realDesired;
  "observed.ts": typeof realObserved;
  "rounds.ts": typeof realRounds;
};
const real: Modules = { "desired.ts": realDesired, "observed.ts": realObserved, "rounds.ts": realRounds };

/** The real code, with some of what one module exports replaced. @param once called for each history, for what has a memory */
export async function replacing<File extends keyof Modules>(
  file: File,
  once: () => Partial<Modules[File]>,
): Promise<Variant> {
  let replaced = once();
  const path = `../../../app/capacity/${file}`;
  jest.resetModules();
  jest.unstable_mockModule(path, () => ({
    ...real[file],
    ...Object.fromEntries(
      Object.keys(replaced).map((name) => [
        name,
        (...given: unknown[]) => (replaced as Record<string, (...given: unknown[]) => unknown>)[name]?.(...given),
      ]),
    ),
  }));
  const { createCapacityRequests } = await import("../../../app/capacity/capacityRequests.ts");
  jest.unstable_unmockModule(path);
  return {
    build: () => {
      replaced = once();
      return (parts) => createCapacityRequests({ ...parts, log: SILENT });
    },
  };
}
