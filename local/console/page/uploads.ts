// Files on their way to the server, with how far they are.
import { useEffect, useState } from "preact/hooks";

export interface Uploading {
  readonly id: number;
  readonly title: string;
  readonly percent: number;
  readonly error?: string;
}

const SHOWN_MILLISECONDS = 15_000;
let uploads: readonly Uploading[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Uploading[]): void {
  uploads = next;
  for (const listener of listeners) listener();
}

const update = (id: number, more: Partial<Uploading>) =>
  change(uploads.map((one) => (one.id === id ? { ...one, ...more } : one)));
const remove = (id: number) => change(uploads.filter((one) => one.id !== id));

/** Sends a file; fetch tells nothing of how far it is. */
export function upload(file: File): void {
  lastId += 1;
  const id = lastId;
  const title = file.name.replace(/\.\w+$/, "");
  change([...uploads, { id, title, percent: 0 }]);
  const request = new XMLHttpRequest();
  request.open("POST", `/upload?${new URLSearchParams({ title })}`);
  request.setRequestHeader("content-type", file.type || "video/mp4");
  request.upload.addEventListener("progress", ({ loaded, total }) => update(id, { percent: (loaded / total) * 100 }));
  const fail = (error: string) => {
    update(id, { error });
    setTimeout(() => remove(id), SHOWN_MILLISECONDS);
  };
  request.addEventListener("error", () => fail("the server does not answer"));
  request.addEventListener("load", () => {
    if (request.status === 201) remove(id);
    else fail((JSON.parse(request.responseText) as { message: string }).message);
  });
  request.send(file);
}

export function useUploads(): readonly Uploading[] {
  const [, set] = useState(uploads);
  useEffect(() => {
    const listener = () => set(uploads);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return uploads;
}
