// What a running local system shows of itself inside this process: nothing here is asked for over its doors.
import type { AwsCall } from "../aws/call.ts";
import type { ShownFault } from "../faults/faults.ts";
import type { Published } from "../lambda/newCode.ts";
import type { ShownFunction, ShownProvider } from "../lambda/shown.ts";
import type { ShownAlarm } from "./model.ts";

export interface LocalFace {
  lambda(): { readonly functions: readonly ShownFunction[]; readonly providers: readonly ShownProvider[] };
  faults(): readonly ShownFault[];
  /** None where there is no CloudWatch. */
  alarms(): readonly ShownAlarm[];
  /** Calls what is called each minute, now. @returns what was called */
  tick(): readonly { readonly functionArn: string; readonly payload: string }[];
  /** Publishes a deployment package in the place of the one with that SHA-256 (base64). */
  publish(before: string, archive: Buffer): Promise<readonly Published[]>;
  /** Calls back for each call of AWS that was answered, until the system stops. */
  onCall(listener: (call: AwsCall) => void): void;
}
