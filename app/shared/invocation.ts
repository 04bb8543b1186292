// What the log lines of one invocation have in common: by it a request is followed from function to function.
import { logWith } from "./logger.ts";

/** Lambda's id of the invocation, the ARN of the run that it is for, and its video. */
interface Ids {
  readonly requestId?: string | undefined;
  readonly run?: string | undefined;
  readonly videoId?: string | undefined;
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** As an event has them before it is checked: events are of several kinds, and a wrong one is logged, too. */
export function idsOf(event: unknown, context: { readonly awsRequestId?: string } | undefined): Ids {
  const { run, owner, videoId, detail } = Object(event) as Record<string, unknown>;
  const { executionArn } = Object(detail) as Record<string, unknown>;
  // A lease's owner is a run, unless an operator has taken it.
  const leased = text(owner)?.startsWith("arn:") ? owner : undefined;
  return { requestId: context?.awsRequestId, run: text(run ?? leased ?? executionArn), videoId: text(videoId) };
}

/** The handler, with its ids on each line that it logs. */
export const withIds =
  <C extends { readonly awsRequestId?: string } | undefined, T>(handler: (event: unknown, context: C) => Promise<T>) =>
  (event: unknown, context: C): Promise<T> =>
    logWith({ ...idsOf(event, context) }, () => handler(event, context));
