// What Terraform says when it fails, without what is secret: it names values of the configuration and of the state.
import { isObject, only } from "../../terraform/block.ts";
import { type Collector, createCollector } from "./collect.ts";
import { createHider } from "./hide.ts";
import { maskOf } from "./mask.ts";

/** Names of environment variables whose values are secrets, or may be. */
const SECRET_NAME = /^TF_VAR_|SECRET|TOKEN|PASSW|PRIVATE|CREDENTIAL|API_?KEY|ACCESS_?KEY/i;

const objectsIn = (list: unknown) => (Array.isArray(list) ? list.filter(isObject) : []);

function addModule(module: unknown, collector: Collector): void {
  const { resources, child_modules: children } = only(module);
  for (const { values, sensitive_values: marks } of objectsIn(resources)) collector.add(values, maskOf(marks, values));
  for (const child of objectsIn(children)) addModule(child, collector);
}

/**
 * What is marked in a state.
 * @param text of `terraform show -json`; nothing is found in what is no JSON
 */
export function secretsOfState(text: string): ReadonlySet<string> {
  const collector = createCollector();
  try {
    const { root_module: root, outputs } = only(only(JSON.parse(text)).values);
    addModule(root, collector);
    for (const output of Object.values(only(outputs))) {
      collector.add(only(output).value, maskOf(only(output).sensitive));
    }
  } catch {} // a state that nobody can read has said nothing
  return collector.secrets;
}

/** What environment variables hold that are called secrets, tokens, keys or variables of Terraform. */
export function secretsOfEnvironment(env: Readonly<Record<string, string | undefined>>): ReadonlySet<string> {
  const collector = createCollector();
  for (const [name, value] of Object.entries(env)) if (SECRET_NAME.test(name)) collector.add(value, true);
  return collector.secrets;
}

/** A text with `(sensitive)` where a secret was; access keys are known by their form. */
export const withoutSecrets = (text: string, secrets: Iterable<string>): string =>
  createHider(secrets)
    .text(text)
    .replaceAll(/\(sensitive \d+\)|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, "(sensitive)");
