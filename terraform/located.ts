// Where something is written: an address is unique in its stack.

export interface Located {
  readonly stack: string;
  readonly address: string;
}

/** Only where it is, of something that is more. */
export const located = ({ stack, address }: Located): Located => ({ stack, address });

export const isSame = (a: Located | undefined, b: Located | undefined): boolean =>
  a !== undefined && b !== undefined && a.stack === b.stack && a.address === b.address;
