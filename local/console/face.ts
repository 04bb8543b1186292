// What a running local system shows of itself inside this process: nothing here is asked for over its doors.
import type { EventEmitter } from "node:events";
import type { AwsCall } from "../aws/call.ts";
import type { CloudWatchFace } from "../cloudWatch/face.ts";
import type { Schedules } from "../events/schedules.ts";
import type { Faults, ShownFault } from "../faults/faults.ts";
import { codeOf } from "../functions.ts";
import type { Published } from "../lambda/newCode.ts";
import type { LocalLambda } from "../lambda/service.ts";
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

export interface Parts {
  readonly lambda: LocalLambda;
  readonly faults: Faults;
  readonly cloudWatch: CloudWatchFace;
  readonly schedules: Schedules;
  readonly calls: EventEmitter<{ done: [AwsCall] }>;
  /** Where deployment packages are unpacked. */
  readonly codeFolder: string;
}

export const createFace = ({ lambda, faults, cloudWatch, schedules, calls, codeFolder }: Parts): LocalFace => ({
  lambda: () => lambda.shown(),
  faults: () => faults.list(),
  alarms: () => cloudWatch.alarms(),
  tick: () => schedules.tick(),
  publish: (before, archive) => lambda.publish(before, codeOf(archive, codeFolder)),
  onCall: (listener) => void calls.on("done", listener),
});
