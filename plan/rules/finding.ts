// What a reviewer should know about a plan.

/** Worst first. */
export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Texts are plain, without Markdown: what prints them escapes them. */
export interface Finding {
  /** Such as `capacity-provider-replaced`: the same for every finding of its kind. */
  readonly rule: string;
  readonly severity: Severity;
  readonly stack: string;
  readonly address: string;
  /** The attribute that it is about, such as `capacity_provider_config[0]`. */
  readonly attribute?: string;
  /** What happens, in one sentence. */
  readonly what: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
  /** Whether AWS refuses it, so that the apply stops halfway; the review says so first. @default false */
  readonly applyFails?: boolean;
}
