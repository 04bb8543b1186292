// The disk under the local run's data, as far as it can be full: what writes asks here first, so that a test or a fault can fill it.

/** What Node says when a disk is full, and what LevelDB says. */
const FULL = /\bENOSPC\b|No space left on device/;

/** `beforeWrite` is called before each write below the data folder, and throws while the disk is to count as full. */
export class Disk {
  #isFull = false;

  /** From now on every write fails as on a full disk, or none does. */
  set full(isFull: boolean) {
    this.#isFull = isFull;
  }

  /** @throws an error with code ENOSPC */
  readonly beforeWrite = (): void => {
    if (this.#isFull)
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
  };
}

/** Whether an error, or what caused it, is that there is no room on the disk. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as NodeJS.ErrnoException).code === "ENOSPC" || FULL.test(error.message) || isDiskFull(error.cause);
}
