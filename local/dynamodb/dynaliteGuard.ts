// A wall around dynalite's own code, which throws from inside callbacks where no caller can catch it and then never answers: every
// way back into it is guarded here, so that a throw ends the request that it belongs to, gives its locks back, and nothing else.
import { AsyncLocalStorage } from "node:async_hooks";
import { Readable } from "node:stream";

// biome-ignore lint/suspicious/noExplicitAny: dynalite's callbacks have no types.
type Callback = (...results: any[]) => void;
type Release = (done: Callback) => Callback;
type Lock = (key: string, holder: (release: Release) => void) => void;

export interface SubStore {
  lock: Lock;
}

/** What of dynalite's store calls back. */
export interface GuardedStore {
  db: {
    put(key: string, value: unknown, done?: Callback): unknown;
    get(key: string, done?: Callback): unknown;
    del(key: string, done?: Callback): unknown;
    batch(operations: unknown, done?: Callback): unknown;
    keys(range: object): AsyncIterable<string>;
    values(range: object): AsyncIterable<unknown>;
    createKeyStream(range: object): Readable;
    createValueStream(range: object): Readable;
  };
  tableDb: SubStore;
  getItemDb(name: string): SubStore;
}

/** dynalite's code threw: it could not cope with what the request holds. */
export class DynaliteCrash extends Error {
  override name = "DynaliteCrash";
}

interface Request {
  fail(error: unknown): void;
  /** Locks that are held, each given back at most once. */
  readonly locks: Set<() => void>;
}

const ANSWER_SECONDS = 30;

export class DynaliteGuard {
  readonly #requests = new AsyncLocalStorage<Request>();

  /** Guards every callback that the store makes. @param beforeWrite throws what the disk has to say */
  constructor(store: GuardedStore, beforeWrite: () => void) {
    const { db } = store;
    for (const name of ["put", "get", "del", "batch"] as const) {
      const call = (db[name] as (...values: unknown[]) => unknown).bind(db);
      db[name] = (...values: unknown[]) => {
        const done = values.at(-1);
        if (name !== "get") {
          try {
            beforeWrite();
          } catch (error) {
            if (typeof done !== "function") return Promise.reject(error);
            return setImmediate(this.#guarded(done as Callback), error);
          }
        }
        return call(...(typeof done === "function" ? values.with(-1, this.#guarded(done as Callback)) : values));
      };
    }
    // dynalite leaves the LevelDB iterator of every query open, so memory and snapshots pile up; these close themselves.
    db.createKeyStream = (range) => this.#stream(db.keys(range));
    db.createValueStream = (range) => this.#stream(db.values(range));
    const getItemDb = store.getItemDb.bind(store);
    const locked = new WeakSet<SubStore>();
    const withLock = <T extends SubStore>(sub: T): T => {
      if (!locked.has(sub)) sub.lock = this.#lock(sub.lock);
      locked.add(sub);
      return sub;
    };
    withLock(store.tableDb);
    store.getItemDb = (name) => withLock(getItemDb(name));
  }

  /**
   * Runs dynalite's code to its callback.
   * @throws DynaliteCrash if it throws anywhere; what it calls back with as an error, as it is
   */
  run<T>(work: (done: (error: unknown, result?: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(patience);
        settle();
        for (const giveBack of request.locks) giveBack();
      };
      const request: Request = {
        locks: new Set(),
        fail: (error) => end(() => reject(new DynaliteCrash(String(error), { cause: error }))),
      };
      const patience = setTimeout(() => request.fail(`no answer within ${ANSWER_SECONDS} s`), ANSWER_SECONDS * 1000);
      const done = (error: unknown, result?: T) => end(() => (error ? reject(error) : resolve(result as T)));
      this.#requests.run(request, () => attempt(request, () => work(done)));
    });
  }

  #guarded(callback: Callback): Callback {
    const request = this.#requests.getStore();
    return request ? (...results) => attempt(request, () => callback(...results)) : callback;
  }

  #stream(source: AsyncIterable<unknown>): Readable {
    const request = this.#requests.getStore();
    const stream = Readable.from(source);
    const emit = stream.emit.bind(stream);
    stream.emit = (...event: Parameters<typeof emit>) => {
      let heard = false;
      const call = () => {
        heard = emit(...event);
      };
      if (request) attempt(request, call);
      else call();
      return heard;
    };
    return stream;
  }

  /** A lock whose holder runs in its own request, not in that of the one before it, and which that request's end gives back. */
  #lock(lock: Lock): Lock {
    return (key, holder) => {
      const request = this.#requests.getStore();
      if (!request) return lock(key, holder);
      lock(key, (release) =>
        this.#requests.run(request, () => {
          const giveBack = () => {
            if (request.locks.delete(giveBack)) release(() => {})();
          };
          request.locks.add(giveBack);
          const releasing: Release =
            (done) =>
            (...results) => {
              giveBack();
              done(...results);
            };
          attempt(request, () => holder(releasing));
        }),
      );
    };
  }
}

function attempt(request: Request, call: () => void): void {
  try {
    call();
  } catch (error) {
    request.fail(error);
  }
}
