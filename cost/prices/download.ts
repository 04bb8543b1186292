// A file over HTTP as a stream: bounded by silence instead of by time, and begun anew when the connection fails.
import { Readable } from "node:stream";
import { PriceListError } from "./priceListError.ts";

export interface DownloadOptions {
  /** How long nothing may come; @default 60,000 */
  readonly stallMs?: number;
  /** Before the second and every later attempt; the default doubles from a second. */
  readonly pause?: (failures: number) => Promise<void>;
  /** @param total undefined when the server does not say it */
  readonly onBytes?: (read: number, total: number | undefined) => void;
}

const STALL_MS = 60_000;
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 1_000;

/** Another attempt may go better. */
class Interrupted extends Error {
  override readonly name = "Interrupted";
}

const defaultPause = (failures: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (failures - 1)));

/** The innermost cause says most: fetch itself only says that it failed, and an attempt on two addresses only that both did. */
function reason(error: unknown): string {
  const { cause, errors, code, message } = Object(error) as Partial<NodeJS.ErrnoException & AggregateError>;
  const inner = cause ?? errors?.[0];
  return inner === undefined ? (code ?? message ?? String(error)) : reason(inner);
}

/** A failure of the network, apart from those of what uses the bytes. */
const fromNetwork = <T>(step: Promise<T>): Promise<T> =>
  step.catch((error: unknown) => {
    throw new Interrupted(reason(error), { cause: error });
  });

async function* chunksOf(body: AsyncIterable<Uint8Array>, onChunk: (read: number) => void): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  let read = 0;
  for (;;) {
    const { done, value } = await fromNetwork(chunks.next());
    if (done) return;
    read += value.byteLength;
    onChunk(read);
    yield value;
  }
}

function totalOf({ headers }: Response): number | undefined {
  const length = headers.get("content-length");
  // Compressed, it is not the length of what is read.
  return length === null || headers.has("content-encoding") ? undefined : Number(length);
}

async function attempt<T>(url: string, use: (bytes: Readable) => Promise<T>, options: DownloadOptions): Promise<T> {
  const { stallMs = STALL_MS, onBytes } = options;
  const abort = new AbortController();
  const silence = new Interrupted(`nothing came for ${stallMs / 1_000} s`);
  const timer = setTimeout(() => abort.abort(silence), stallMs);
  try {
    const response = await fromNetwork(fetch(url, { signal: abort.signal, redirect: "error" }));
    if (response.status >= 500 || response.status === 429) throw new Interrupted(`HTTP ${response.status}`);
    if (!response.ok || response.body === null) {
      throw new PriceListError(`${url}: is not there for this Region or service, got HTTP ${response.status}`);
    }
    const total = totalOf(response);
    const bytes = chunksOf(response.body, (read) => {
      timer.refresh();
      onBytes?.(read, total);
    });
    return await use(Readable.from(bytes, { objectMode: false }));
  } catch (error) {
    if (abort.signal.aborted) throw silence;
    throw error;
  } finally {
    clearTimeout(timer);
    abort.abort(); // what is left of an answer that nobody reads
  }
}

/**
 * Hands the bytes of the file to `use`, again from the beginning when the connection failed or stalled.
 * @param use must not keep what an earlier attempt gave it
 * @throws PriceListError when it is not there, or after the third attempt
 */
export async function download<T>(
  url: string,
  use: (bytes: Readable) => Promise<T>,
  options: DownloadOptions = {},
): Promise<T> {
  const { pause = defaultPause } = options;
  for (let failures = 0; ; ) {
    try {
      return await attempt(url, use, options);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      failures += 1;
      if (failures === ATTEMPTS) {
        throw new PriceListError(`${url}: cannot be read, ${ATTEMPTS} attempts, the last: ${error.message}`, {
          cause: error,
        });
      }
      await pause(failures);
    }
  }
}
