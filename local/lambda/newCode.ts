// A publish of new code: environments with it take the places of those that run, which end what they run. Code that does not start
// changes nothing.
import type { LocalFunction } from "./registry.ts";

export interface NewCode {
  /** The folder that the deployment package holds. */
  readonly folder: string;
  readonly bytes: number;
  /** Of the package, in base64. */
  readonly sha256: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export interface Published {
  readonly name: string;
  /** Why the new code does not start; then the old one stays. */
  readonly failure?: string;
}

export async function publishCode({ spec, renew }: LocalFunction, code: NewCode): Promise<Published> {
  const { codeFolder, details } = spec;
  const { folder, modifiedAt, bytes, sha256 } = code;
  Object.assign(spec, { codeFolder: folder, details: { ...details, modifiedAt, code: { bytes, sha256 } } });
  const failure = await renew();
  if (!failure) return { name: spec.name };
  Object.assign(spec, { codeFolder, details });
  return { name: spec.name, failure: failure.payload };
}
