// The one port for all of AWS that the system calls, as AWS_ENDPOINT_URL expects it: reads a request once, says whose it is and
// what for, lets the steps before the service look at it, and answers in the service's own protocol whatever happens.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { gunzipSync } from "node:zlib";
import { readBody } from "../requestBody.ts";
import type { AwsCall, AwsReply, AwsService, Refusal, ServiceName, Step } from "./call.ts";
import { AwsError, NoAnswer } from "./call.ts";
import { readCborObject } from "./cbor.ts";
import { addressee, credential, type Head, operationOf } from "./identify.ts";
import { readJsonObject } from "./json.ts";
import { protocolHeaders, queryError, writeRefusal, writeValue } from "./protocol.ts";
import { type Protocol, SERVICES } from "./services.ts";

export interface DoorOptions {
  readonly services: Readonly<Partial<Record<ServiceName, AwsService>>>;
  /** In this order, before the service: faults, limits, permissions. @default none */
  readonly steps?: readonly Step[];
  /** Told what a service threw that is no AwsError; the caller gets the service's 500. */
  readonly onError: (call: AwsCall, error: unknown) => void;
  /** Told of each call that its service has done. */
  readonly onDone?: (call: AwsCall) => void;
}

export type Door = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** What a service's own failure is called. */
const FAILURES: Readonly<Record<ServiceName, string>> = {
  dynamodb: "InternalServerError",
  lambda: "ServiceException",
  states: "InternalServerError",
  sts: "InternalFailure",
  logs: "ServiceUnavailableException",
  sqs: "InternalFailure",
  s3: "InternalError",
  cloudwatch: "InternalServiceFault",
};

/** A door to the given services. It answers every request, and never throws. */
export function createDoor(options: DoorOptions): Door {
  return async (request, response, url) => {
    const head: Head = { method: request.method ?? "GET", url, headers: request.headers };
    const { service, asked, protocol, refusal } = addressee(head);
    const write = (reply: AwsReply) => {
      const headers = { ...protocolHeaders(protocol), "x-amzn-RequestId": randomUUID(), ...reply.headers };
      response.writeHead(reply.status, headers);
      request.resume(); // what nothing has read is no part of the next request
      const body = reply.value ? writeValue(reply.value, protocol) : reply.body;
      if (!(body instanceof Readable)) response.end(body);
      else pipeline(body, response).catch(() => response.destroy()); // the client, or the content, is gone
    };
    if (service === undefined) {
      request.resume();
      return write(writeRefusal(refusal ?? (asked === undefined ? UNKNOWN : notRun(asked)), protocol, service));
    }
    let body: Buffer | undefined;
    const { maxBytes } = SERVICES[service];
    try {
      body = maxBytes === undefined ? EMPTY : await readBody(request, maxBytes);
    } catch {
      response.destroy(); // The client went away in mid-request.
      return;
    }
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    let reply: AwsReply;
    try {
      const unread = maxBytes === undefined && { request };
      reply = await answer(options, { ...toCall({ service, protocol, head }, body), ...unread, gone: gone.signal });
    } catch (error) {
      if (error instanceof NoAnswer) {
        response.destroy();
        return;
      }
      if (!(error instanceof AwsError)) throw error;
      const written = writeRefusal(error.refusal, protocol, service);
      const isAsked = SERVICES[service].isOfManyProtocols && head.headers["x-amzn-query-mode"] === "true";
      reply = { ...written, headers: { ...written.headers, ...(isAsked && queryError(error.refusal)) } };
    }
    write(reply);
  };
}

async function answer({ services, steps = [], onError, onDone }: DoorOptions, call: AwsCall): Promise<AwsReply> {
  for (const step of steps) {
    const refusal = await step(call);
    if (refusal) throw new AwsError(refusal);
  }
  const { service, operation = "" } = call;
  const handle = services[service]?.get(operation);
  if (!handle) throw new AwsError(notSimulated(service, operation));
  try {
    const reply = await handle(call);
    onDone?.(call);
    return reply;
  } catch (error) {
    if (error instanceof AwsError || error instanceof NoAnswer) throw error;
    onError(call, error);
    const message = `local ${service}: ${error instanceof Error ? error.message : String(error)}`;
    throw new AwsError({ status: 500, code: FAILURES[service], message });
  }
}

interface Asked {
  readonly service: ServiceName;
  readonly protocol: Protocol;
  readonly head: Head;
}

/** Undefined for what is longer than `maxBytes`. @throws AwsError for what is no gzip */
function unzipped(body: Buffer, maxBytes: number): Buffer | undefined {
  try {
    return gunzipSync(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return undefined;
    throw new AwsError({ status: 400, code: "SerializationException", message: "The request is not gzip." });
  }
}

/** @throws AwsError for an operation that AWS does not have, a body that is too long, or one that is not what the protocol says */
function toCall({ service, protocol, head }: Asked, sent: Buffer | undefined): AwsCall {
  const { maxBytes = 0, isOfManyProtocols } = SERVICES[service];
  const isZipped = isOfManyProtocols && head.headers["content-encoding"] === "gzip";
  const body = isZipped && sent ? unzipped(sent, maxBytes) : sent;
  if (!body) throw new AwsError(tooLarge(service, maxBytes));
  const form = protocol === "query" ? new URLSearchParams([...head.url.searchParams, ...formOf(body)]) : undefined;
  const asked = operationOf(service, head, form);
  if (!asked) throw new AwsError(unknownOperation(protocol));
  const accessKeyId = credential(head.headers, head.url)?.accessKeyId;
  const json =
    protocol === "cbor" ? readCborObject(body) : protocol.startsWith("json-") ? readJsonObject(body) : undefined;
  return { ...head, ...asked, service, body, accessKeyId, ...(form && { form }), ...(json && { json }) };
}

const EMPTY = Buffer.alloc(0);

const formOf = (body: Buffer) => new URLSearchParams(body.toString("utf8"));

/** What AWS answers when a request names nothing that it knows. */
const UNKNOWN: Refusal = { status: 404, code: "UnknownOperationException", message: "The operation does not exist." };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const NOT_ALLOWED: Refusal = {
  status: 405,
  code: "MethodNotAllowed",
  message: "The specified method is not allowed against this resource.",
};

function unknownOperation(protocol: Protocol): Refusal {
  if (protocol === "query") return { status: 400, code: "InvalidAction", message: UNKNOWN.message };
  if (protocol === "s3") return NOT_ALLOWED;
  return { ...UNKNOWN, status: protocol === "rest-json" ? 404 : 400 };
}

const notRun = (asked: string): Refusal => ({
  status: 501,
  code: "NotImplementedException",
  message: `${asked}: not run locally; ${Object.keys(SERVICES).join(", ")} are`,
});

const notSimulated = (service: ServiceName, operation: string): Refusal => ({
  status: 501,
  code: "NotImplementedException",
  message: `local ${service}: ${operation} is not simulated`,
});

const tooLarge = (service: ServiceName, maxBytes: number): Refusal => ({
  status: 413,
  code: service === "lambda" ? "RequestTooLargeException" : "RequestEntityTooLargeException",
  message: `Request must be smaller than ${maxBytes} bytes for this operation`,
});
