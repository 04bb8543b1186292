// EventBridge's default bus: hands each event to the functions whose rules match it.
import { Deliveries, type DeliveryOptions } from "./deliveries.ts";
import type { EventRule, RuleTarget } from "./rules.ts";

/** An event in EventBridge's envelope. */
export interface BusEvent {
  version: "0";
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  /** ISO 8601, whole seconds. */
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

export class EventBus {
  readonly #rules: EventRule[];
  readonly #deliveries: Deliveries;
  readonly #onError: (error: Error) => void;

  constructor({ rules, ...options }: { rules: EventRule[] } & DeliveryOptions) {
    this.#rules = rules;
    this.#deliveries = new Deliveries(options);
    this.#onError = options.onError ?? console.error;
  }

  /** Sends the event to every target of every enabled rule that matches it, and returns at once. */
  publish(event: BusEvent): void {
    for (const rule of this.#rules) {
      if (!rule.enabled || !rule.matches(event)) continue;
      for (const target of rule.targets) this.#send(rule, target, event);
    }
  }

  #send({ name, arn: sourceArn }: EventRule, { arn, input, policy, deadLetterArn }: RuleTarget, event: BusEvent): void {
    let payload: string;
    try {
      payload = input(event);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#onError(new Error(`rule "${name}": event not sent to ${arn}: ${problem}`));
      return;
    }
    const caller = { service: "events.amazonaws.com", sourceArn };
    this.#deliveries.begin({ functionArn: arn, payloadJson: payload, caller, policy, deadLetterArn });
  }

  /** Takes no more events and forgets what waits for a retry. */
  stop(): void {
    this.#deliveries.stop();
  }

  /** Resolves when every event has been delivered or given up. */
  settled(): Promise<void> {
    return this.#deliveries.settled();
  }
}
