// Whether a published version is what an apply promised: fine, still on its way, or failed.
import type { PublishedVersion } from "./publishedVersion.ts";

export type Verdict = "fine" | "pending" | "failed";

/** Deactivated versions are at 0/0 because they are asked to be: nothing is wrong with them. */
const STATES: Readonly<Record<string, Verdict>> = {
  Active: "fine",
  Deactivated: "fine",
  Deactivating: "fine",
  Pending: "pending",
};
const UPDATES: Readonly<Record<string, Verdict>> = { Successful: "fine", InProgress: "pending" };
const PROVIDERS: Readonly<Record<string, Verdict>> = { Active: "fine", Pending: "pending" };

const of = (verdicts: Readonly<Record<string, Verdict>>, state: string | null | undefined): Verdict =>
  state ? (verdicts[state] ?? "failed") : "fine"; // what Lambda does not say is not held against the version

/** What the local run says of a runtime that is none of this machine's; AWS never does. */
export const isDeployedOnly = ({ stateReason }: PublishedVersion): boolean =>
  stateReason?.includes("Runtime.DeployedOnly") ?? false;

/** What is none of the states in which a version serves, or will, is failed: also a state that is not known here. */
export function verdictOf(version: PublishedVersion): Verdict {
  if (isDeployedOnly(version)) return "fine";
  const { state, lastUpdateStatus, capacityProvider } = version;
  const verdicts: Verdict[] = [
    state === null ? "failed" : of(STATES, state),
    of(UPDATES, lastUpdateStatus),
    of(PROVIDERS, capacityProvider?.state),
  ];
  return (["failed", "pending"] as const).find((verdict) => verdicts.includes(verdict)) ?? "fine";
}
