// When each resource was first deployed here and last changed, kept over restarts: what AWS knows as CreationDate and LastModified.
import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { DamagedError } from "./dataFolder.ts";

export interface Deployment {
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** SHA-256 of what was deployed last, in hexadecimal. */
  readonly digest: string;
}

export class Deployed {
  readonly #file: string;
  readonly #now: () => number;
  readonly #known: Map<string, Deployment>;
  #isChanged = false;

  /** @throws DamagedError if the file holds anything but deployments */
  constructor(file: string, now: () => number = Date.now) {
    this.#file = file;
    this.#now = now;
    this.#known = load(file);
  }

  /** Deploys a resource: its dates move only when it is new, or is not what it was. @param content all that makes a change of it */
  resource(arn: string, content: unknown): Deployment {
    const digest = createHash("sha256").update(JSON.stringify(content)).digest("hex");
    const known = this.#known.get(arn);
    if (known?.digest === digest) return known;
    const now = this.#now();
    const deployment = { createdAt: known?.createdAt ?? now, modifiedAt: now, digest };
    this.#known.set(arn, deployment);
    this.#isChanged = true;
    return deployment;
  }

  /** Keeps what was deployed. */
  save(): void {
    if (!this.#isChanged) return;
    writeFileSync(`${this.#file}.new`, JSON.stringify(Object.fromEntries(this.#known)));
    renameSync(`${this.#file}.new`, this.#file);
    this.#isChanged = false;
  }
}

function load(file: string): Map<string, Deployment> {
  let stored: unknown;
  try {
    stored = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw new DamagedError(file, "cannot be read", "deployed", cause);
  }
  const entries = Object.entries(stored ?? {});
  if (typeof stored !== "object" || !stored || Array.isArray(stored) || !entries.every(([, one]) => isDeployment(one)))
    throw new DamagedError(file, "not what was written", "deployed");
  return new Map(entries);
}

function isDeployment(value: unknown): value is Deployment {
  const { createdAt, modifiedAt, digest } = (value ?? {}) as Partial<Deployment>;
  return Number.isFinite(createdAt) && Number.isFinite(modifiedAt) && typeof digest === "string";
}
