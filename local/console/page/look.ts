// What is looked up when it is opened, and again for as long as it changes.
import { useEffect, useState } from "preact/hooks";
import type { Meta } from "../model.ts";
import { ask } from "./ui.ts";

export interface Looked<T> {
  readonly found?: T;
  readonly error?: string;
}

/** What is deployed is asked of AWS, for the whole account's calls. */
export const pauseOf = (meta: Meta | undefined): number => (meta?.kind === "local" ? 2_000 : 15_000);

/**
 * @param again milliseconds between two looks; undefined for one that does not change
 * @param version looks anew when it is another
 */
export function useLook<T>(path: string, again: number | undefined, version = ""): Looked<T> {
  const [looked, setLooked] = useState<Looked<T> & { readonly path?: string }>({});
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const next = await ask<T>(path).then(
        (found) => ({ found }),
        (error: Error) => ({ error: error.message }),
      );
      if (isOver) return;
      setLooked({ ...next, path });
      if (again !== undefined) timer = setTimeout(look, again);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [path, again, version]);
  return looked.path === path ? looked : {};
}
