// The header by which AWS's services hand a trace on. Its ids are made and passed here; nothing collects what is sampled.
// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** As Node names it. */
export const TRACE_HEADER = "x-amzn-trace-id";

/** What a request brings. */
export const traceIn = (headers: IncomingHttpHeaders): string | undefined => headers[TRACE_HEADER]?.toString();

const ROOT = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})\s*(?:;|$)/i;
const SAMPLED = /(?:^|;)\s*Sampled=([01])\s*(?:;|$)/i;

/**
 * The trace that a header brings, or a new one, as a service hands it on.
 * @param isTraced whether the service samples a request that brings no decision; undefined for a service that makes none
 */
export function handedOn(header: string | undefined, isTraced?: boolean): string {
  const root = ROOT.exec(header ?? "")?.[1] ?? newRoot();
  const sampled = SAMPLED.exec(header ?? "")?.[1] ?? (isTraced === undefined ? undefined : Number(isTraced));
  const parent = `Root=${root};Parent=${randomBytes(8).toString("hex")}`;
  return sampled === undefined ? parent : `${parent};Sampled=${sampled}`;
}

function newRoot(): string {
  const seconds = Math.floor(Date.now() / 1_000).toString(16);
  return `1-${seconds.padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
}
