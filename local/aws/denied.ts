// How a service says that a caller may not do something.
import type { Refusal, ServiceName } from "./call.ts";

const DENIED: Readonly<Partial<Record<ServiceName, Omit<Refusal, "message">>>> = {
  lambda: { status: 403, code: "AccessDeniedException" },
  s3: { status: 403, code: "AccessDenied" },
  sts: { status: 403, code: "AccessDenied" },
};

/** 403 in REST and query protocols, 400 in the JSON ones. */
export const denied = (service: ServiceName): Omit<Refusal, "message"> =>
  DENIED[service] ?? { status: 400, code: "AccessDeniedException" };
