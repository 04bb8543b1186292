// Leads every connection of a worker to the tool's stub on loopback, and marks each request with the invocation that made it.

import dgram from "node:dgram";
import diagnostics from "node:diagnostics_channel";
import dns from "node:dns";
import http2 from "node:http2";
import net from "node:net";
import tls from "node:tls";
import { INVOCATION_HEADER } from "./header.ts";
import { current, here, record, settings } from "./recorder.ts";

/** Of databases and brokers that speak no HTTP: refused, since the stub could not answer. */
const RAW_PORTS = new Set([1433, 1521, 3306, 5432, 5671, 5672, 6379, 9042, 9092, 9098, 11211, 27017]);
const CLOSED_PORT = 1;
/** Of TEST-NET-3, which no network has: https://www.rfc-editor.org/rfc/rfc5737 */
const NOWHERE = "203.0.113.1";
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/i;

interface Target {
  readonly host?: string;
  readonly port?: number | string;
  /** Of a socket in the file system. */
  readonly path?: string | null;
  /** Of a connection that exists already, such as one through a proxy. */
  readonly socket?: unknown;
}

/** Ports that the program itself listens on. */
const own = new Set([settings.stubPort, settings.runtimePort]);

const isOwn = ({ host = "localhost", port, path }: Target): boolean =>
  typeof path === "string" || (LOOPBACK.test(host) && own.has(Number(port)));

function led(target: Target): Target {
  if (isOwn(target)) return target;
  const isRaw = RAW_PORTS.has(Number(target.port));
  if (isRaw) record("raw-tcp", { host: target.host, port: Number(target.port), place: here() });
  return { ...target, host: "127.0.0.1", port: isRaw ? CLOSED_PORT : settings.stubPort };
}

type Connect = (...args: unknown[]) => net.Socket;
type Normalized = [options: Target, callback: unknown];
const normalize = Reflect.get(net, "_normalizeArgs") as (args: unknown[]) => Normalized;

function leadSockets(): void {
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function (this: net.Server, ...args: never[]) {
    this.once("listening", () => {
      const address = this.address();
      if (typeof address === "object" && address) own.add(address.port);
    });
    return Reflect.apply(listen, this, args);
  } as typeof listen;

  const connect = net.Socket.prototype.connect as Connect;
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    const normalized = Array.isArray(args[0]) ? (args[0] as unknown as Normalized) : normalize(args);
    normalized[0] = led(normalized[0]);
    return Reflect.apply(connect, this, [normalized]);
  } as typeof net.Socket.prototype.connect;

  const secure = tls.connect as Connect;
  tls.connect = ((...args: unknown[]) => {
    const [options] = normalize(args);
    if (isOwn(options) || options.socket) return secure(...args);
    // Without TLS: the stub has no certificate that the program would trust.
    const { host = "localhost", port = 443 } = options;
    const socket = net.connect({ host, port: Number(port) });
    Object.assign(socket, { encrypted: true, authorized: true, alpnProtocol: false, getPeerCertificate: () => ({}) });
    socket.once("connect", () => socket.emit("secureConnect"));
    const callback = args.find((one) => typeof one === "function");
    if (callback) socket.once("secureConnect", callback as () => void);
    return socket;
  }) as typeof tls.connect;
}

function keepOffTheNet(): void {
  const lookup = dns.lookup as (...args: unknown[]) => void;
  const found = (options: unknown) => {
    const all = typeof options === "object" && (options as { all?: boolean } | null)?.all === true;
    return all ? [[{ address: NOWHERE, family: 4 }]] : [NOWHERE, 4];
  };
  dns.lookup = ((host: string, ...rest: unknown[]) => {
    if (LOOPBACK.test(host)) return lookup(host, ...rest);
    const callback = rest.at(-1) as (error: null, ...answer: unknown[]) => void;
    process.nextTick(callback, null, ...found(rest[0]));
  }) as unknown as typeof dns.lookup;
  dns.promises.lookup = (async (host: string, options: unknown) => {
    const [first] = found(options);
    return typeof first === "string" ? { address: LOOPBACK.test(host) ? "127.0.0.1" : first, family: 4 } : first;
  }) as unknown as typeof dns.promises.lookup;
  for (const kind of ["resolve", "resolve4", "resolve6", "resolveSrv", "resolveTxt", "resolveMx", "reverse"] as const) {
    const refused = (name: string) => Object.assign(new Error(`query${kind} ENOTFOUND ${name}`), { code: "ENOTFOUND" });
    Object.assign(dns, {
      [kind]: (name: string, ...rest: unknown[]) =>
        process.nextTick(rest.at(-1) as (error: Error) => void, refused(name)),
    });
    Object.assign(dns.promises, { [kind]: (name: string) => Promise.reject(refused(name)) });
  }
  dgram.Socket.prototype.send = ((...args: unknown[]) => {
    const callback = args.at(-1);
    record("udp", { place: here() });
    if (typeof callback === "function") process.nextTick(callback as () => void, null, 0);
  }) as typeof dgram.Socket.prototype.send;
}

function markRequests(): void {
  diagnostics.subscribe("http.client.request.created", (message) => {
    const { request } = message as { request: import("node:http").ClientRequest };
    const running = current.getStore();
    if (!running || Number(request.getHeader("host")?.toString().split(":")[1]) === settings.runtimePort) return;
    if (running.done) record("after", { what: "request", place: here() });
    if (!request.headersSent) request.setHeader(INVOCATION_HEADER, running.id);
  });
  diagnostics.subscribe("undici:request:create", (message) => {
    const { request } = message as { request: { addHeader(name: string, value: string): void } };
    const running = current.getStore();
    if (!running) return;
    if (running.done) record("after", { what: "request", place: here() });
    request.addHeader(INVOCATION_HEADER, running.id);
  });
}

function markStreams(): void {
  const { connect } = http2;
  http2.connect = ((...args: Parameters<typeof connect>) => {
    const session = connect(...args);
    const { request } = session;
    session.request = (headers, options) => {
      const running = current.getStore();
      if (running?.done) record("after", { what: "request", place: here() });
      const marked = running && !Array.isArray(headers) ? { ...headers, [INVOCATION_HEADER]: running.id } : headers;
      return Reflect.apply(request, session, [marked, options]);
    };
    return session;
  }) as typeof connect;
}

export function watchNetwork(): void {
  leadSockets();
  keepOffTheNet();
  markRequests();
  markStreams();
}
