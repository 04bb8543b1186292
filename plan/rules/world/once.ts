// What is derived from a review, or from one side of it, is derived once, however many rules ask.

/** Gives what a function derives of its subject; the same function derives once. */
export type Once<Subject> = <T>(derive: (subject: Subject) => T) => T;

export function onceOf<Subject>(subject: () => Subject): Once<Subject> {
  const derived = new Map<unknown, unknown>();
  return <T>(derive: (subject: Subject) => T): T => {
    if (!derived.has(derive)) derived.set(derive, derive(subject()));
    return derived.get(derive) as T;
  };
}
