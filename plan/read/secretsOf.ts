// Everything that a plan marks, wherever it stands, to look for copies of it.
import { only } from "../../terraform/block.ts";
import { type Collector, createCollector } from "../secrets/collect.ts";
import { maskOf } from "../secrets/mask.ts";
import type { RawChange, RawSides } from "./rawChange.ts";
import type { RawPlan } from "./rawPlan.ts";

/** Variables have no marks, but the configuration says which of them are sensitive. */
function addVariables({ json }: RawPlan, collector: Collector): void {
  const declared = only(only(only(json.configuration).root_module).variables);
  for (const [name, variable] of Object.entries(declared)) {
    const mask = maskOf(only(variable).sensitive);
    collector.add(only(only(json.variables)[name]).value, mask);
    collector.add(only(variable).default, mask);
  }
}

/** What is imported under an id that is marked. */
function addImported({ importing, address }: RawChange, { marks }: RawPlan, collector: Collector): void {
  const mask = marks.get(address);
  const parts = { id: importing?.id, ...only(importing?.identity) };
  collector.add(parts, mask);
}

const KEY = /\["((?:[^"\\]|\\.)*)"\]/g;

/**
 * Keys of for_each, which stand in addresses: Terraform refuses sensitive ones. An output that is a map by such keys has a mark
 * as a whole.
 */
function instanceKeys({ changes, drift, deferred, before, after }: RawPlan): ReadonlySet<string> {
  const all = [...changes, ...drift, ...deferred.map(({ change }) => change), ...before.resources, ...after.resources];
  const quoted = all.flatMap(({ address }) => [...address.matchAll(KEY)].map(([, key = ""]) => key));
  return new Set(quoted.map((key) => key.replaceAll(/\\(["\\])/g, "$1")));
}

/** The plan's own secrets; they are also looked for in the plans that are read with it. */
export function secretsOf(raw: RawPlan): ReadonlySet<string> {
  const collector = createCollector(instanceKeys(raw));
  const addSides = ({ before, after }: RawSides, mask: ReturnType<typeof maskOf>) => {
    collector.add(before.value, mask);
    collector.add(after.value, mask);
  };
  for (const change of [...raw.changes, ...raw.drift, ...raw.deferred.map((one) => one.change)]) {
    addSides(change, raw.marks.get(change.address));
    if (change.importing) addImported(change, raw, collector);
  }
  for (const output of raw.outputs) addSides(output, raw.outputMarks.get(output.name));
  for (const { resources, outputs } of [raw.before, raw.after]) {
    for (const { address, values } of resources) collector.add(values, raw.marks.get(address));
    for (const [name, output] of Object.entries(outputs)) collector.add(only(output).value, raw.outputMarks.get(name));
  }
  for (const action of [raw.json.action_invocations, raw.json.deferred_action_invocations].flat()) {
    const { config_values, config_sensitive } = only(only(action).action_invocation ?? action);
    collector.add(config_values, maskOf(config_sensitive, config_values));
  }
  addVariables(raw, collector);
  return collector.secrets;
}
