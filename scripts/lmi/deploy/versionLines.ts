// One published version for people: its state in one line, and below it why and what to do.
import type { PublishedVersion } from "./publishedVersion.ts";
import { failedLine, REMEDIES } from "./remedies.ts";
import { isDeployedOnly, verdictOf } from "./verdict.ts";

const withCode = (state: string, code: string | null): string => (code ? `${state} (${code})` : state);

/** Its state and what that depends on, in one phrase. */
export function described(version: PublishedVersion): string {
  const { state, stateReasonCode, lastUpdateStatus, lastUpdateStatusReasonCode, capacityProvider } = version;
  if (isDeployedOnly(version)) return "deployed only: its runtime does not run on this machine";
  if (state === null) return "not there: no such function, or it was never published";
  const isUpdated = lastUpdateStatus === null || lastUpdateStatus === "Successful";
  return [
    withCode(state, stateReasonCode),
    ...(isUpdated ? [] : [`last update ${withCode(lastUpdateStatus, lastUpdateStatusReasonCode)}`]),
    capacityProvider
      ? `capacity provider ${capacityProvider.name} ${capacityProvider.state ?? "(its state may not be read)"}`
      : "on no capacity provider",
  ].join(", ");
}

/** The codes for which there is a remedy, each once. */
export const remediesOf = ({ stateReasonCode, lastUpdateStatusReasonCode }: PublishedVersion) =>
  [...new Set([stateReasonCode, lastUpdateStatusReasonCode])].flatMap((code) => {
    const found = code === null ? undefined : REMEDIES.get(code);
    return code !== null && found ? [{ code, ...found }] : [];
  });

export function versionLines(version: PublishedVersion): string[] {
  const head = `${version.functionName}: ${described(version)}`;
  if (verdictOf(version) === "fine") return [head];
  const said = [...new Set([version.stateReason, version.lastUpdateStatusReason])].filter((reason) => reason !== null);
  const what = remediesOf(version).map(({ remedy, source }) => `  do: ${remedy} (${source})`);
  const page = version.state === "Failed" ? [`  ${failedLine(null)}`] : [];
  return [head, ...said.map((reason) => `  Lambda: ${reason.replaceAll(/\s+/g, " ")}`), ...what, ...page];
}
