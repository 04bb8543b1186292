// Who makes a call that crosses no port: a service, in a role that was given to it or in its own name.
import { createHash } from "node:crypto";

/** A session of a role, such as a state machine's. */
export interface RoleCaller {
  readonly roleArn: string;
  /** RoleSessionName: the last part of the caller's ARN. */
  readonly session: string;
}

/** A service in its own name, which is asked for the resource that it acts for. */
export interface ServiceCaller {
  /** `events.amazonaws.com` */
  readonly service: string;
  readonly sourceArn: string;
}

export type Caller = RoleCaller | ServiceCaller;

/** A session name of 32 letters, as Step Functions and EventBridge Scheduler make them up; the same for the same text. */
export const sessionNameOf = (text: string): string =>
  [...createHash("sha256").update(text).digest()].map((byte) => String.fromCharCode(97 + (byte % 26))).join("");
