// A bound for every call of an AWS client: the time-outs of single attempts do not add up to one.

/** A call that had no answer in time; what became of it is unknown. */
export class CallTimeoutError extends Error {
  override readonly name = "TimeoutError";
  /** As the SDK's errors have it: the error is a call's, not the caller's. */
  readonly $metadata = {};
}

interface Client {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's own overloads, which differ from client to client
  send(command: any, ...more: any[]): any;
}

interface Options {
  readonly abortSignal?: AbortSignal;
}

/**
 * The client itself, every one of whose calls rejects with CallTimeoutError after `seconds`; a caller's own signal still
 * counts. Paginators and document clients are bound by each of their calls.
 */
export function bounded<T extends Client>(client: T, service: string, seconds: number): T {
  const send = client.send.bind(client);
  client.send = async (command: object, options: Options = {}) => {
    const late = new AbortController();
    const timedOut = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const operation = command.constructor.name.replace(/Command$/, "");
      timedOut.reject(new CallTimeoutError(`${service} ${operation}: no answer within ${seconds} s`));
      late.abort();
    }, seconds * 1000);
    const { abortSignal } = options;
    const signal = abortSignal ? AbortSignal.any([abortSignal, late.signal]) : late.signal;
    try {
      return await Promise.race([send(command, { ...options, abortSignal: signal }), timedOut.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
  return client;
}
