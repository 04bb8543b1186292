// What the inventory says about what it read.

/** Something that is assumed or not counted, and where. */
export interface Note {
  readonly subject: string;
  readonly text: string;
}
