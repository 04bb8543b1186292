// Peers that stop talking at each point at which one can: a client must end its call all the same.

import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";

export interface SilentPeer {
  readonly endpoint: string;
  /** Requests that arrived so far. */
  requests(): number;
  close(): Promise<void>;
}

/** @param serve told of each request, of which it was the how manieth on its connection */
async function peer(serve: (socket: Socket, nth: number) => void): Promise<SilentPeer> {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    let nth = 0;
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (data) => {
      if (!/^(GET|POST|PUT) /.test(data.toString("latin1"))) return; // the rest of a request
      nth += 1;
      requests += 1;
      serve(socket, nth);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

/** Accepts, reads, and says nothing. */
export const neverAnswers = () => peer(() => {});

/** Says that an answer comes, and then nothing. */
export const headersOnly = () => peer((socket) => void socket.write(`${HEAD}content-length: 100\r\n\r\n`));

/** Answers, a byte now and then, without an end: no time-out on silence ever fires. */
export const dripping = () =>
  peer((socket) => {
    socket.write(`${HEAD}content-length: 100000\r\n\r\n{`);
    const drip = setInterval(() => socket.write(" "), 50);
    socket.on("close", () => clearInterval(drip));
  });

/** Answers the first request of a connection, keeps it open, and falls silent. */
export const silentOnceReused = () =>
  peer((socket, nth) => {
    if (nth === 1) socket.write(`${HEAD}content-length: 2\r\nconnection: keep-alive\r\n\r\n{}`);
  });

/** A port at which nothing listens. */
export async function closedPort(): Promise<SilentPeer> {
  const gone = await peer(() => {});
  await gone.close();
  return gone;
}
