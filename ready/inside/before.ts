// Puts a look before a method of Node.js, and leaves the method as it is.

type Method = (...args: never[]) => unknown;

/** Calls `watch` with the arguments of each call; what has been attached to the method stays. */
export function before(owner: object, name: string, watch: (this: unknown, args: readonly unknown[]) => void): void {
  const method = Reflect.get(owner, name) as Method | undefined;
  if (typeof method !== "function") return;
  const watched = function (this: unknown, ...args: never[]) {
    Reflect.apply(watch, this, [args]);
    return new.target ? Reflect.construct(method, args, new.target) : Reflect.apply(method, this, args);
  };
  for (const key of Reflect.ownKeys(method)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(method, key);
    if (descriptor && key !== "prototype") Reflect.defineProperty(watched, key, descriptor);
  }
  Reflect.set(owner, name, watched);
}
