// A report, before it is known where it is read: `page` makes one HTML file of it, `text` lines for a terminal.
import type { Block } from "./block.ts";

export interface Section {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

export interface Report {
  readonly title: string;
  /** The answer, in a sentence or two. */
  readonly lead: string;
  readonly sections: readonly Section[];
  /** At the end of a page: when and from what it was made. */
  readonly foot?: string;
}
