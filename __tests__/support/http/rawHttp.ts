// One HTTP exchange, byte by byte: what clients refuse to send has to be sent too.
import { connect } from "node:net";

export interface RawRequest {
  readonly method: string;
  /** As it goes into the request line. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface RawReply {
  /** Undefined if the connection ended without an answer. */
  readonly status: number | undefined;
  readonly text: string;
}

/** Line breaks and spaces would make it another request than the one that was meant. */
const oneLine = (text: string) => text.replaceAll(/[\r\n]/g, "");

export function toBytes({ method, target, headers, body }: RawRequest): Buffer {
  const content = Buffer.from(body, "utf8");
  const given = headers.map(([name, value]) => `${oneLine(name)}: ${oneLine(value)}\r\n`).join("");
  const head = `${oneLine(method)} ${oneLine(target)} HTTP/1.1\r\n${given}Content-Length: ${content.length}\r\nConnection: close\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, "utf8"), content]);
}

/** Sends the request and reads until the connection ends. @throws Error when that takes longer than the patience */
export function exchange(port: number, request: RawRequest, patienceSeconds = 20): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(toBytes(request)));
    socket.setTimeout(patienceSeconds * 1000, () => socket.destroy(new Error(`no answer in ${patienceSeconds} s`)));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      // A server may close before it has read all of a request that it refuses.
      if (!["ECONNRESET", "EPIPE"].includes(error.code ?? "")) reject(error);
    });
    socket.on("close", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const status = /^(?:HTTP\/1\.1 100 Continue\r\n\r\n)?HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      resolve({ status: status === undefined ? undefined : Number(status), text });
    });
  });
}
