// Where in a resource something is: attribute names, indexes, and steps into a string that holds a JSON document.

/** Any element of a list whose indexes tell nothing. */
export const ELEMENT: unique symbol = Symbol("element");
/** Into the document that a string holds. */
export const DOCUMENT: unique symbol = Symbol("document");

export type Step = string | number | typeof ELEMENT | typeof DOCUMENT;
export type Path = readonly Step[];

const PLAIN = /^[\p{L}\p{N}_$-]+$/u;

/** `tags["a.b"]`, `subnet_ids[]`, `policy › Statement[0].Action` */
export function pathText(path: Path): string {
  let text = "";
  let separator = "";
  for (const step of path) {
    if (step === DOCUMENT) separator = " › ";
    else {
      const joint = separator === "." ? "" : separator;
      if (step === ELEMENT) text += `${joint}[]`;
      else if (typeof step === "number") text += `${joint}[${step}]`;
      else if (PLAIN.test(step)) text += `${separator}${step}`;
      else text += `${joint}[${JSON.stringify(step)}]`;
      separator = ".";
    }
  }
  return text;
}

/** The attribute names down to a document; a document belongs to its attribute as a whole. */
export function attributeNames(path: Path): string[] {
  const end = path.indexOf(DOCUMENT);
  return (end < 0 ? path : path.slice(0, end)).filter((step) => typeof step === "string");
}
