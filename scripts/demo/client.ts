// What the demo asks of the API.
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { SingleUpload } from "../../app/media/uploads.ts";
import type { Output, Video } from "../../app/videos/video.ts";
import { FailedError } from "../cliError.ts";
import type { Clip } from "./clips.ts";

/** An output as the API answers it. */
export type Listed = Output & { readonly url: string };

/** A video as the API answers it. */
export type Seen = Pick<Video, "id" | "status" | "progress" | "failure"> & { readonly outputs?: readonly Listed[] };

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
    /** Writes an output to a file of its name. @returns where it is, or what is wrong with the answer */
    async download({ name, contentType, bytes, url }: Listed, folder: string): Promise<{ path: string } | string> {
      const answer = await ask(url);
      const content = new Uint8Array(await answer.arrayBuffer());
      const type = answer.headers.get("content-type");
      if (content.length !== bytes || type !== contentType)
        return `must be ${contentType} of ${bytes} bytes, got ${type} of ${content.length}`;
      await mkdir(folder, { recursive: true });
      const path = join(folder, basename(name));
      await writeFile(path, content);
      return { path };
    },
    look: async (id: string): Promise<Seen> => (await ask(`${api}/videos/${id}`)).json() as Promise<Seen>,
  };
}
