// What an alarm is, as data; alarms.ts has them all.
import type { Metric } from "./metric.ts";

export interface Alarm {
  /** Its section of the runbook. */
  readonly kind: string;
  /** Of what; left out where there is one of its kind. */
  readonly of?: string;
  /** What has happened when it fires, in a sentence. */
  readonly about: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Of the metrics, by their keys. @default the only one */
  readonly expression?: string;
  readonly fires: { readonly when: ">" | ">=" | "<"; readonly threshold: number };
  /** @default 60 */
  readonly periodSeconds?: number;
  /** So many of so many periods. */
  readonly periods: readonly [number, number];
  readonly missing: "breaching" | "notBreaching" | "ignore";
  /** Wakes an engineer; all others can wait until morning. */
  readonly pages?: true;
}

/** What is only known when the stacks are applied. */
export interface Watched {
  readonly apiId: string;
  readonly stateMachineArn: string;
  /** Metrics of the filters on the capacity providers' log groups, by the id of the function that has the provider. */
  readonly launchFailures: ReadonlyMap<string, Metric>;
}

/** Id of the composite of those that page. */
export const COMPOSITE = "page";

export const idOf = ({ kind, of }: Alarm): string => (of === undefined ? kind : `${kind}-${of}`);

/** A metric of a service's own. */
export const aws = (
  namespace: string,
  name: string,
  stat: Metric["stat"],
  dimensions: Metric["dimensions"],
): Metric => ({
  namespace: `AWS/${namespace}`,
  name,
  dimensions,
  stat,
});

/** Once is enough. */
export const ANY = { when: ">=", threshold: 1 } as const;
