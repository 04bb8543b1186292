// What the demo asks of the API.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { SingleUpload } from "../../app/media/uploads.ts";
import type { Output, Video } from "../../app/videos/video.ts";
import { FailedError } from "../cliError.ts";
import type { Clip } from "./clips.ts";

/** A video as the API answers it. */
export type Seen = Pick<Video, "id" | "status" | "progress" | "failure"> & {
  readonly outputs?: readonly (Output & { readonly url: string })[];
};

export function createDemoClient(api: string, signal: AbortSignal) {
  async function ask(url: string, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch(url, { ...init, signal }).catch((error) => {
      signal.throwIfAborted();
      throw new FailedError(`demo: ${new URL(url).origin} does not answer (${error.cause?.code ?? error.message})`);
    });
    if (answer.ok) return answer;
    const { origin, pathname } = new URL(url);
    throw new FailedError(
      `demo: ${init.method ?? "GET"} ${origin}${pathname}: ${answer.status} ${await answer.text()}`,
    );
  }

  return {
    /** @returns its id; it is processed as soon as it is there */
    async upload({ title, contentType, bytes }: Clip): Promise<string> {
      const body = JSON.stringify({ title, contentType, bytes: bytes.length, process: "now" });
      const headers = { "content-type": "application/json" };
      const answer = await ask(`${api}/videos`, { method: "POST", headers, body });
      const { id, upload } = (await answer.json()) as { id: string; upload: SingleUpload };
      await ask(upload.url, { method: upload.method, headers: upload.headers, body: bytes });
      return id;
    },
    /** Writes what is there to a file. */
    async download(url: string, path: string): Promise<void> {
      const answer = await ask(url);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, new Uint8Array(await answer.arrayBuffer()));
    },
    look: async (id: string): Promise<Seen> => (await ask(`${api}/videos/${id}`)).json() as Promise<Seen>,
  };
}
