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

/** Rejects with CallTimeoutError when the call is not done after `seconds`; `onLate` is told then. */
export function inTime<T>(what: () => string, seconds: number, call: Promise<T>, onLate = () => {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new CallTimeoutError(`${what()}: no answer within ${seconds} s`));
      onLate();
    }, seconds * 1000);
    call.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** A command's schema names its operation; classes lose their names in a bundle. */
interface Described {
  readonly schema?: readonly unknown[];
  /** Of a command of lib-dynamodb: the one inside. */
  readonly clientCommand?: Described;
}

/** `DynamoDB PutItem` */
export const operationOf = (service: string, { schema, clientCommand }: Described): string =>
  `${service} ${(clientCommand?.schema ?? schema)?.[2] ?? "call"}`;

/**
 * The client itself, every one of whose calls rejects with CallTimeoutError after `seconds`; a caller's own signal still
 * counts. Paginators and document clients are bound by each of their calls.
 */
export function bounded<T extends Client>(client: T, service: string, seconds: number): T {
  const send = client.send.bind(client);
  client.send = (command: object, options: Options = {}) => {
    const late = new AbortController();
    const { abortSignal } = options;
    const signal = abortSignal ? AbortSignal.any([abortSignal, late.signal]) : late.signal;
    const call = send(command, { ...options, abortSignal: signal });
    return inTime(
      () => operationOf(service, command),
      seconds,
      call,
      () => late.abort(),
    );
  };
  return client;
}
