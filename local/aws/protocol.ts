// Writes a refusal as the protocol of its service does, so that every SDK reads code and message out of it.
import { messageMember } from "../lambda/errors.ts";
import type { AwsReply, Refusal, ServiceName } from "./call.ts";
import { writeCbor } from "./cbor.ts";
import { writeJson } from "./json.ts";
import { type Protocol, SERVICES } from "./services.ts";

/** Content type of an answer in each protocol. */
export const CONTENT_TYPES: Readonly<Record<Protocol, string>> = {
  "json-1.0": "application/x-amz-json-1.0",
  "json-1.1": "application/x-amz-json-1.1",
  "rest-json": "application/json",
  query: "text/xml",
  ec2: "text/xml",
  s3: "application/xml",
  cbor: "application/cbor",
};

/** Beside the content type. https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
export const protocolHeaders = (protocol: Protocol): Readonly<Record<string, string>> => ({
  "Content-Type": CONTENT_TYPES[protocol],
  ...(protocol === "cbor" && { "smithy-protocol": "rpc-v2-cbor" }),
});

/** An answer in its protocol. */
export const writeValue = (value: object, protocol: Protocol): string | Buffer =>
  protocol === "cbor" ? writeCbor(value) : writeJson(value);

/**
 * What an error was called when CloudWatch spoke XML; clients that ask for it go by that name.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
 */
const QUERY_CODES: Readonly<Record<string, string>> = {
  InternalServiceFault: "InternalServiceError",
  InvalidParameterCombinationException: "InvalidParameterCombination",
  InvalidParameterValueException: "InvalidParameterValue",
  MissingRequiredParameterException: "MissingParameter",
};

/** The header that says so. */
export const queryError = ({ status, code }: Refusal): Readonly<Record<string, string>> => ({
  "x-amzn-query-error": `${QUERY_CODES[code] ?? code};${status >= 500 ? "Receiver" : "Sender"}`,
});

/** @param service whose namespace the error is in, if it is run here */
export function writeRefusal(refusal: Refusal, protocol: Protocol, service: ServiceName | undefined): AwsReply {
  const { status, retryAfterSeconds } = refusal;
  const retry: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) };
  if (protocol === "query") return { status, headers: retry, body: xml(refusal, service) };
  const { code, message, members } = refusal;
  if (protocol === "ec2") return { status, body: `<Response><Errors>${xmlError(refusal)}</Errors></Response>` };
  if (protocol === "s3") return { status, body: xmlError(refusal) };
  if (protocol === "cbor") return { status, headers: retry, body: writeCbor({ __type: code, ...members, message }) };
  if (protocol === "rest-json") {
    const Type = status >= 500 ? "Service" : "User";
    const body = JSON.stringify({ Type, ...members, [messageMember(code)]: message });
    return { status, headers: { "x-amzn-ErrorType": code, ...retry }, body };
  }
  const type = service === "dynamodb" ? `com.amazon.coral.service#${code}` : code;
  return { status, headers: retry, body: JSON.stringify({ __type: type, ...members, message }) };
}

function xml({ status, ...error }: Refusal, service: ServiceName | undefined): string {
  const version = service && SERVICES[service].version;
  const namespace = version === undefined ? "" : ` xmlns="https://${service}.amazonaws.com/doc/${version}/"`;
  const type = status >= 500 ? "Receiver" : "Sender";
  return `<ErrorResponse${namespace}>${xmlError(error, `<Type>${type}</Type>`)}</ErrorResponse>`;
}

/**
 * Alone as S3 has it, inside of other elements as the rest.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const xmlError = ({ code, message }: Pick<Refusal, "code" | "message">, before = ""): string =>
  `<Error>${before}<Code>${escaped(code)}</Code><Message>${escaped(message)}</Message></Error>`;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as the content of an XML element. Characters that XML 1.0 does not have become U+FFFD. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML does not have.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
