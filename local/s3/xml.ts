// S3's XML: what requests carry, read by the SDK's own parser, and what answers are written in.
import { parseXML } from "@aws-sdk/xml-builder";
import type { AwsReply } from "../aws/call.ts";
import { escaped } from "../aws/protocol.ts";
import { s3Error } from "./errors.ts";

export type Xml = Readonly<Record<string, unknown>>;

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** Content by element; undefined leaves an element out, a list repeats it. */
export interface Elements {
  readonly [name: string]: string | number | boolean | undefined | Elements | readonly (string | Elements)[];
}

const element = (name: string, content: Elements[string]): string => {
  if (content === undefined) return "";
  if (Array.isArray(content)) return content.map((one) => element(name, one)).join("");
  const inner = typeof content === "object" ? elements(content as Elements) : escaped(String(content));
  return `<${name}>${inner}</${name}>`;
};

const elements = (content: Elements): string =>
  Object.entries(content)
    .map(([name, one]) => element(name, one))
    .join("");

/** An answer: a document of one root element in S3's namespace. */
export const xmlReply = (root: string, content: Elements | string): AwsReply => {
  const inner = typeof content === "string" ? escaped(content) : elements(content);
  return {
    status: 200,
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${inner}</${root}>`,
  };
};

/** The content of a document's root element, whatever its name. @throws AwsError MalformedXML */
export function readXml(body: Buffer): Xml {
  let parsed: unknown;
  try {
    [parsed] = Object.values(parseXML(body.toString("utf8")) as Xml);
  } catch {
    throw s3Error("MalformedXML");
  }
  if (parsed === "") return {};
  if (typeof parsed !== "object" || parsed === null) throw s3Error("MalformedXML");
  return parsed as Xml;
}

/** An element that may come any number of times. */
export function every(parent: unknown, name: string): Xml[] {
  const found = (parent as Xml)[name];
  if (found === undefined) return [];
  return (Array.isArray(found) ? found : [found]).map(
    (one) => (typeof one === "object" ? one : { "#text": one }) as Xml,
  );
}

/** The texts of an element that may come any number of times. */
export const texts = (parent: unknown, name: string): string[] =>
  every(parent, name).map((one) => String(one["#text"]));

/** The text of an element; undefined if it is not there. */
export const textOf = (parent: unknown, name: string): string | undefined => texts(parent, name)[0];
