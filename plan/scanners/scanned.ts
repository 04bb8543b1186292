// What scanners say beside the review, sorted by whether this change is about it.
import type { Severity } from "../rules/finding.ts";

/** Texts are a scanner's: whoever prints them escapes them. */
export interface ScannerResult {
  /** Such as `checkov`. */
  readonly tool: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** How often the scanner says it of the same. */
  readonly count: number;
}

export interface ResourceResult extends ScannerResult {
  readonly stack: string;
  readonly address: string;
}

export interface PlaceResult extends ScannerResult {
  readonly file?: string;
  readonly line?: number;
}

/** What is only counted, of one scanner. */
export interface ScannerCounts {
  readonly tool: string;
  /** Results on resources that the plans leave as they are, or do not have. */
  readonly unchanged: number;
  /** Results about stacks of which no plan is reviewed, and the names of these. */
  readonly unreviewed: number;
  readonly unreviewedStacks: readonly string[];
  /** Results that were waived where the scanner looks. */
  readonly suppressed: number;
  /** Whether it says that it did not get to its end. */
  readonly unfinished: boolean;
}

export interface Scanned {
  /** On resources that the plans change; worst first, by resource. */
  readonly onChanged: readonly ResourceResult[];
  /** On what could not be told to be one resource of the plans. */
  readonly elsewhere: readonly PlaceResult[];
  /** One for each scanner, whether it found something or not. */
  readonly scanners: readonly ScannerCounts[];
  /** Files whose results cannot be told apart, because their resources stand on one line. */
  readonly onOneLine: readonly string[];
}
