// One port of loopback for HTTP/1.1 and HTTP/2, both without TLS: the first bytes of a connection say which it speaks.
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import http2 from "node:http2";
import net, { type AddressInfo, type Socket } from "node:net";

/** https://www.rfc-editor.org/rfc/rfc9113#name-http-2-connection-preface */
const PREFACE = "PRI";

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** @param serve is given requests of HTTP/2 as those of HTTP/1.1 */
export async function listen(serve: (message: IncomingMessage, response: ServerResponse) => void): Promise<Listener> {
  const first = http.createServer(serve);
  first.keepAliveTimeout = 0;
  const second = http2.createServer((message, response) => {
    message.headers.host ??= message.headers[":authority"];
    serve(message as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
  const open = new Set<Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket)).on("error", () => socket.destroy());
    socket.once("data", (chunk: Buffer) => {
      socket.pause();
      socket.unshift(chunk);
      const isSecond = chunk.toString("latin1", 0, PREFACE.length) === PREFACE;
      (isSecond ? second : first).emit("connection", socket);
      if (!isSecond) socket.resume();
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed).listen(0, "127.0.0.1", listening);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of open) socket.destroy();
      }),
  };
}
