// The HTTP API as a client of it sees it.
import type { SingleUpload } from "../../../app/media/uploads.ts";
import type { Video } from "../../../app/videos/video.ts";
import { eventually } from "../local/system.ts";

export const isEnded = ({ status }: Video) => status === "completed" || status === "failed";

export function videoClient(apiUrl: string) {
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    return { status: response.status, body: (await response.json()) as never };
  };
  const client = {
    call,
    create: async (title: string, sourceUrl = `s3://bucket/${title}.mp4`): Promise<Video> => {
      const { status, body } = await call("POST", "/videos", { title, sourceUrl });
      if (status !== 201) throw new Error(`POST /videos: ${status} ${JSON.stringify(body)}`);
      return body;
    },
    /** Declares a video and puts its bytes where the API says. */
    upload: async (title: string, contentType: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
      const declared = { title, contentType, bytes: bytes.length, process: "now" };
      const { status, body } = await call("POST", "/videos", declared);
      if (status !== 201) throw new Error(`POST /videos: ${status} ${JSON.stringify(body)}`);
      const { id, upload } = body as { id: string; upload: SingleUpload };
      const put = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: bytes });
      if (put.status !== 200) throw new Error(`PUT ${upload.url}: ${put.status} ${await put.text()}`);
      return id;
    },
    get: async (id: string): Promise<Video> => (await call("GET", `/videos/${id}`)).body,
    process: async (id: string) => (await call("POST", `/videos/${id}/process`)).status,
    /** Waits until every video is completed or failed. */
    ended: (ids: readonly string[], seconds: number): Promise<Video[]> => {
      let last: Video[] = [];
      return eventually(
        `${ids.length} videos to end`,
        seconds,
        async () => {
          last = await Promise.all(ids.map(client.get));
          return last.every(isEnded) ? last : undefined;
        },
        () => last.map(({ id, status }) => `${id} ${status}`).join(", "),
      );
    },
  };
  return client;
}
