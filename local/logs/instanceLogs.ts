// What Lambda logs about a capacity provider's instances, in the provider's own group.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-monitoring.html
import type { LogGroups } from "./groups.ts";
import { LogWriter, type LogWriterOptions } from "./logWriter.ts";

export interface InstanceLogsOptions extends Pick<LogWriterOptions, "now" | "beforeWrite" | "onError"> {
  readonly groups: LogGroups;
  /** Told of each line. */
  readonly onLine: (logGroup: string, message: string, at: number) => void;
}

export class InstanceLogs {
  readonly #options: InstanceLogsOptions;

  constructor(options: InstanceLogsOptions) {
    this.#options = options;
  }

  /** An instance could not be launched. Nothing is written for a provider whose group is not synthesised. */
  launchFailed(capacityProvider: string, why: string): void {
    const { groups, onLine, ...writing } = this.#options;
    const group = groups.find(({ name }) => name === `/aws/lambda/capacity-provider/${capacityProvider}`);
    if (!group) return;
    const writer = new LogWriter({
      ...writing,
      file: group.file,
      stream: `${capacityProvider}/managed-instances`,
      onLine: (message, at) => onLine(group.name, message, at),
    });
    const timestamp = new Date(writing.now()).toISOString();
    const message = { event: "LaunchFailed", reason: why };
    writer.write([JSON.stringify({ timestamp, level: "WARN", message, metadata: { capacityProvider } })]);
  }
}
