// Writes a refusal as the protocol of its service does, so that every SDK reads code and message out of it.
import { messageMember } from "../lambda/errors.ts";
import type { AwsReply, Refusal, ServiceName } from "./call.ts";
import { type Protocol, SERVICES } from "./services.ts";

/** Content type of an answer in each protocol. */
export const CONTENT_TYPES: Readonly<Record<Protocol, string>> = {
  "json-1.0": "application/x-amz-json-1.0",
  "json-1.1": "application/x-amz-json-1.1",
  "rest-json": "application/json",
  query: "text/xml",
};

/** @param service whose namespace the error is in, if it is run here */
export function writeRefusal(refusal: Refusal, protocol: Protocol, service: ServiceName | undefined): AwsReply {
  const { status, retryAfterSeconds } = refusal;
  const retry: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) };
  if (protocol === "query") return { status, headers: retry, body: xml(refusal, service) };
  const { code, message, members } = refusal;
  if (protocol === "rest-json") {
    const Type = status >= 500 ? "Service" : "User";
    const body = JSON.stringify({ Type, ...members, [messageMember(code)]: message });
    return { status, headers: { "x-amzn-ErrorType": code, ...retry }, body };
  }
  const type = service === "dynamodb" ? `com.amazon.coral.service#${code}` : code;
  return { status, headers: retry, body: JSON.stringify({ __type: type, ...members, message }) };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html is the older shape, with the same elements inside. */
function xml({ status, code, message }: Refusal, service: ServiceName | undefined): string {
  const version = service && SERVICES[service].version;
  const namespace = version === undefined ? "" : ` xmlns="https://${service}.amazonaws.com/doc/${version}/"`;
  const type = status >= 500 ? "Receiver" : "Sender";
  return `<ErrorResponse${namespace}><Error><Type>${type}</Type><Code>${escaped(code)}</Code><Message>${escaped(message)}</Message></Error></ErrorResponse>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as the content of an XML element. Characters that XML 1.0 does not have become U+FFFD. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML does not have.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
